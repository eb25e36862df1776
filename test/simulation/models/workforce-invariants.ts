import { decimal, number, text, type Variables } from "./sql-values.js";

/** The years that were simulated, both included; the first one is the start year. */
export interface SimulatedYears {
  readonly first: number;
  readonly last: number;
}

/** What holds in every simulated workforce, whatever its settings. */
export interface WorkforceInvariant {
  readonly name: string;
  /** Finds the rows that break it: of a sound workforce none. Reads nothing but the tables of the models. */
  readonly sql: string;
}

/**
 * The invariants of a workforce that was simulated with these variables (`modelVariables()`). They are not the tests of the
 * dbt project once more: those look at one year as it is built, these at all of them together, and from other tables.
 */
export function workforceInvariants(
  variables: Variables,
  years: SimulatedYears,
): readonly WorkforceInvariant[] {
  const statements = {
    ...rowInvariants(variables, years),
    ...employmentInvariants(variables, years),
    ...payInvariants(years),
    ...deferralInvariants(variables, years),
    ...enrollmentInvariants(years),
    ...contributionInvariants(variables),
  };
  return Object.entries(statements).map(([name, sql]) => ({ name, sql }));
}

type Statements = Readonly<Record<string, string>>;

const changesPay = "event_type IN ('hire', 'promotion', 'raise')";
const changesRate = "event_type IN ('enrollment', 'enrollment_change', 'deferral_escalation')";

/** Which rows there are. */
function rowInvariants(variables: Variables, { first, last }: SimulatedYears): Statements {
  const years = `simulation_year BETWEEN ${first} AND ${last}`;
  return {
    "an event has an identifier of its own": `
      SELECT event_id FROM fct_yearly_events GROUP BY event_id HAVING count(*) > 1 OR event_id IS NULL`,

    "an employee has one row a year": `
      SELECT employee_id, simulation_year FROM fct_workforce_snapshot GROUP BY ALL HAVING count(*) > 1`,

    "there are rows of the simulated years and of one scenario only": `
      SELECT simulation_year, scenario_id, plan_design_id FROM (
        SELECT simulation_year, scenario_id, plan_design_id FROM fct_yearly_events
        UNION ALL SELECT simulation_year, scenario_id, plan_design_id FROM fct_workforce_snapshot)
      WHERE NOT (${years}) OR scenario_id IS DISTINCT FROM ${text(variables, "scenario_id")}
        OR plan_design_id IS DISTINCT FROM ${text(variables, "plan_design_id")}`,

    "an event takes place in its year": `
      SELECT event_id FROM fct_yearly_events WHERE year(effective_date) IS DISTINCT FROM simulation_year`,
  };
}

/** Who is employed, and when. */
function employmentInvariants(variables: Variables, { first, last }: SimulatedYears): Statements {
  const sizes = `WITH sizes AS (
    SELECT ${first} - 1 AS year, count(*) AS active FROM int_baseline_workforce WHERE simulation_year = ${first}
    UNION ALL
    SELECT year, count(employee_id) FROM (SELECT unnest(range(${first}, ${last} + 1)) AS year)
      LEFT JOIN fct_workforce_snapshot ON simulation_year = year AND employment_status = 'active' GROUP BY year)`;
  return {
    "the workforce grows by exactly its rate": `${sizes}
      SELECT after.year, before.active AS before, after.active AS after FROM sizes AS before
        JOIN sizes AS after ON after.year = before.year + 1
      WHERE after.active <> round(before.active * (1 + ${decimal(variables, "growth_target_rate")}))`,

    "a year begins with those who were active at the end of the one before": `
      WITH ends AS (
        SELECT employee_id, simulation_year AS year FROM fct_workforce_snapshot WHERE employment_status = 'active'
        UNION ALL SELECT employee_id, ${first} - 1 FROM int_baseline_workforce WHERE simulation_year = ${first}),
      begins AS (
        SELECT employee_id, simulation_year - 1 AS year FROM fct_workforce_snapshot
        WHERE detailed_status_code IN ('continuous_active', 'experienced_termination'))
      SELECT employee_id, year FROM ends FULL JOIN begins USING (employee_id, year)
      WHERE year < ${last} AND (ends.employee_id IS NULL OR begins.employee_id IS NULL)`,

    "those hired are those who are new": `
      WITH hired AS (SELECT employee_id, simulation_year, CAST(effective_date AS DATE) AS hired_on
        FROM fct_yearly_events WHERE event_type = 'hire'),
      new AS (SELECT employee_id, simulation_year, employee_hire_date AS hired_on FROM fct_workforce_snapshot
        WHERE detailed_status_code LIKE 'new_hire%')
      (FROM hired EXCEPT ALL FROM new) UNION ALL (FROM new EXCEPT ALL FROM hired)`,

    "those terminated are those who have left": `
      WITH terminated AS (SELECT employee_id, simulation_year, CAST(effective_date AS DATE) AS left_on
        FROM fct_yearly_events WHERE event_type = 'termination'),
      gone AS (SELECT employee_id, simulation_year, termination_date FROM fct_workforce_snapshot
        WHERE employment_status <> 'active' OR termination_date IS NOT NULL)
      (FROM terminated EXCEPT ALL FROM gone) UNION ALL (FROM gone EXCEPT ALL FROM terminated)`,

    "nothing happens before the hire": `
      SELECT event_id FROM fct_yearly_events JOIN fct_workforce_snapshot USING (employee_id, simulation_year)
      WHERE effective_date < employee_hire_date`,

    "nothing happens from the termination on": `
      WITH terminations AS (SELECT employee_id, effective_date AS left_on, simulation_year AS left_in
        FROM fct_yearly_events WHERE event_type = 'termination')
      SELECT employee_id, event_type FROM fct_yearly_events JOIN terminations USING (employee_id)
        WHERE event_type <> 'termination' AND effective_date >= left_on
      UNION ALL SELECT employee_id, 'row of the snapshot' FROM fct_workforce_snapshot
        JOIN terminations USING (employee_id) WHERE simulation_year > left_in
      UNION ALL SELECT employee_id, 'termination' FROM terminations GROUP BY employee_id HAVING count(*) > 1`,

    "events of an employee are numbered in the order of their dates": `
      SELECT employee_id, simulation_year FROM (
        SELECT employee_id, simulation_year, event_sequence, row_number() OVER in_order AS number,
          lag(effective_date) OVER in_order > effective_date AS is_before
        FROM fct_yearly_events WINDOW in_order AS (PARTITION BY employee_id, simulation_year ORDER BY event_sequence))
      WHERE is_before OR event_sequence <> number`,

    "whoever has an event in a year was employed in it": `
      SELECT event_id FROM fct_yearly_events ANTI JOIN fct_workforce_snapshot USING (employee_id, simulation_year)`,
  };
}

/** What somebody is paid. */
function payInvariants({ first, last }: SimulatedYears): Statements {
  const pay = `WITH pay AS (
    SELECT employee_id, ${first} - 1 AS year, 0 AS event_sequence, current_compensation AS amount,
      CAST(NULL AS DECIMAL(14, 2)) AS previous FROM int_baseline_workforce WHERE simulation_year = ${first}
    UNION ALL
    SELECT employee_id, simulation_year, event_sequence, compensation_amount, previous_compensation
      FROM fct_yearly_events WHERE ${changesPay} AND simulation_year BETWEEN ${first} AND ${last})`;
  return {
    "an event that changes compensation starts from what it was": `${pay}
      SELECT employee_id, year FROM (
        SELECT employee_id, year, previous, lag(amount) OVER (PARTITION BY employee_id ORDER BY year, event_sequence) AS before
        FROM pay) WHERE previous IS DISTINCT FROM before`,

    "compensation at the end of a year is what the last event has made it": `${pay}
      SELECT snapshot.employee_id, simulation_year, current_compensation FROM fct_workforce_snapshot AS snapshot
        ASOF LEFT JOIN (SELECT employee_id, year, arg_max(amount, event_sequence) AS amount FROM pay GROUP BY ALL) AS paid
          ON snapshot.employee_id = paid.employee_id AND snapshot.simulation_year >= paid.year
      WHERE current_compensation IS DISTINCT FROM amount`,

    "a promotion is by one level, up to the fifth": `
      SELECT event_id FROM fct_yearly_events AS events
        LEFT JOIN fct_workforce_snapshot AS before ON before.employee_id = events.employee_id
          AND before.simulation_year = events.simulation_year - 1
        LEFT JOIN int_baseline_workforce AS baseline ON baseline.employee_id = events.employee_id
          AND baseline.simulation_year = events.simulation_year
      WHERE event_type = 'promotion' AND (events.level_id NOT BETWEEN 2 AND 5
        OR events.level_id IS DISTINCT FROM coalesce(before.level_id, baseline.level_id) + 1)`,

    "what is paid in a year is not more than the highest compensation of it": `
      WITH highest AS (SELECT employee_id, simulation_year, max(amount) AS amount FROM (
        SELECT employee_id, simulation_year, current_compensation AS amount FROM int_baseline_workforce
        UNION ALL SELECT employee_id, simulation_year + 1, current_compensation FROM fct_workforce_snapshot
        UNION ALL SELECT employee_id, simulation_year, compensation_amount FROM fct_yearly_events WHERE ${changesPay}
      ) GROUP BY ALL)
      SELECT employee_id, simulation_year FROM fct_workforce_snapshot LEFT JOIN highest USING (employee_id, simulation_year)
      WHERE prorated_annual_compensation < 0 OR (prorated_annual_compensation <= amount) IS NOT TRUE`,
  };
}

/** Which part of it they defer. */
function deferralInvariants(variables: Variables, { first, last }: SimulatedYears): Statements {
  const deferral = `WITH deferral AS (
    SELECT employee_id, ${first} - 1 AS year, 0 AS event_sequence, employee_deferral_rate AS rate,
      CAST(NULL AS DECIMAL(5, 4)) AS previous FROM int_baseline_workforce WHERE simulation_year = ${first}
    UNION ALL
    SELECT employee_id, simulation_year, event_sequence, employee_deferral_rate, prev_employee_deferral_rate
      FROM fct_yearly_events WHERE ${changesRate} AND simulation_year BETWEEN ${first} AND ${last})`;
  return {
    "an event that changes a deferral rate starts from what it was": `${deferral}
      SELECT employee_id, year FROM (
        SELECT employee_id, year, event_sequence, previous,
          lag(rate, 1, 0) OVER (PARTITION BY employee_id ORDER BY year, event_sequence) AS before FROM deferral)
      WHERE event_sequence > 0 AND previous IS DISTINCT FROM before`,

    "the deferral rate at the end of a year is what the last event has made it": `${deferral}
      SELECT snapshot.employee_id, simulation_year, current_deferral_rate FROM fct_workforce_snapshot AS snapshot
        ASOF LEFT JOIN (SELECT employee_id, year, arg_max(rate, event_sequence) AS rate FROM deferral GROUP BY ALL) AS deferred
          ON snapshot.employee_id = deferred.employee_id AND snapshot.simulation_year >= deferred.year
      WHERE current_deferral_rate <> if(employment_status = 'active', coalesce(rate, 0), 0)`,

    "an escalation raises the rate by its increment, and not above its maximum": `
      SELECT event_id FROM fct_yearly_events WHERE event_type = 'deferral_escalation'
        AND employee_deferral_rate IS DISTINCT FROM CAST(least(prev_employee_deferral_rate + ${decimal(variables, "escalation_increment")},
          ${decimal(variables, "escalation_maximum_rate")}) AS DECIMAL(5, 4))
      UNION ALL SELECT event_id FROM fct_yearly_events WHERE event_type = 'deferral_escalation'
        AND employee_deferral_rate <= prev_employee_deferral_rate`,

    "escalations are counted": `
      SELECT employee_id, simulation_year FROM (
        SELECT employee_id, simulation_year, total_deferral_escalations, last_escalation_date,
          sum(escalations) OVER in_order AS counted, max(escalated_on) OVER in_order AS escalated_on
        FROM fct_workforce_snapshot LEFT JOIN (
          SELECT employee_id, simulation_year, count(*) AS escalations, max(effective_date) AS escalated_on
          FROM fct_yearly_events WHERE event_type = 'deferral_escalation' GROUP BY ALL) USING (employee_id, simulation_year)
        WINDOW in_order AS (PARTITION BY employee_id ORDER BY simulation_year))
      WHERE total_deferral_escalations <> coalesce(counted, 0) OR last_escalation_date IS DISTINCT FROM escalated_on`,
  };
}

/** Who is enrolled. */
function enrollmentInvariants({ first }: SimulatedYears): Statements {
  return {
    "nobody enrols twice without an opt-out between": `
      SELECT employee_id, simulation_year FROM (
        SELECT employee_id, simulation_year, enrols,
          lag(enrols, 1, false) OVER (PARTITION BY employee_id ORDER BY simulation_year, event_sequence) AS was_enrolled
        FROM (
          SELECT employee_id, 0 AS simulation_year, 0 AS event_sequence, true AS enrols
            FROM int_baseline_workforce WHERE is_enrolled_at_census AND simulation_year = ${first}
          UNION ALL SELECT employee_id, simulation_year, event_sequence, event_type = 'enrollment'
            FROM fct_yearly_events WHERE event_type IN ('enrollment', 'enrollment_change')))
      WHERE enrols = was_enrolled`,

    "only who was auto-enrolled opts out": `
      SELECT employee_id FROM fct_yearly_events AS opt_out WHERE event_type = 'enrollment_change' AND NOT EXISTS (
        FROM fct_yearly_events AS auto WHERE auto.employee_id = opt_out.employee_id
          AND auto.event_category = 'auto_enrollment' AND auto.effective_date <= opt_out.effective_date)`,

    "after an opt-out nothing happens by itself": `
      WITH opt_outs AS (SELECT employee_id, simulation_year AS opted_out_in, event_sequence AS opted_out_at
        FROM fct_yearly_events WHERE event_type = 'enrollment_change')
      SELECT employee_id, event_category FROM fct_yearly_events JOIN opt_outs USING (employee_id)
      WHERE event_category IN ('auto_enrollment', 'deferral_escalation', 'opt_out')
        AND (simulation_year, event_sequence) > (opted_out_in, opted_out_at)`,

    "whoever has ever opted out is known for it": `
      SELECT employee_id, simulation_year FROM fct_workforce_snapshot AS snapshot
        LEFT JOIN (SELECT employee_id, min(simulation_year) AS opted_out_in FROM fct_yearly_events
          WHERE event_type = 'enrollment_change' GROUP BY employee_id) USING (employee_id)
      WHERE ever_opted_out IS DISTINCT FROM coalesce(opted_out_in <= simulation_year, false)`,

    "nobody enrols before they are eligible": `
      SELECT event_id FROM fct_yearly_events JOIN fct_workforce_snapshot USING (employee_id, simulation_year)
      WHERE event_type = 'enrollment' AND effective_date < employee_eligibility_date`,

    "participants are enrolled with a rate above 0": `
      SELECT employee_id FROM fct_workforce_snapshot
      WHERE (participation_status = 'participating') IS DISTINCT FROM (is_enrolled_flag AND current_deferral_rate > 0)
        OR participation_status_detail NOT LIKE participation_status || ' - %'
        OR (is_enrolled_flag AND employee_enrollment_date IS NULL) OR (current_deferral_rate > 0 AND NOT is_enrolled_flag)`,
  };
}

/** What they contribute, and the employer adds. */
function contributionInvariants(variables: Variables): Statements {
  return {
    "everybody employed in a year has one row of contributions and one of the match, with the amounts of the snapshot": `
      SELECT employee_id, simulation_year FROM fct_workforce_snapshot AS snapshot
        FULL JOIN int_employee_contributions AS contributions USING (employee_id, simulation_year)
        FULL JOIN int_employer_match AS match USING (employee_id, simulation_year)
      WHERE snapshot.annual_contribution_amount IS DISTINCT FROM contributions.annual_contribution_amount
        OR snapshot.employer_match_amount IS DISTINCT FROM match.employer_match_amount
        OR snapshot.annual_contribution_amount IS DISTINCT FROM match.annual_contribution_amount`,

    "a contribution is neither above its limit nor above the highest rate of what was paid": `
      WITH highest AS (SELECT employee_id, simulation_year, max(rate) AS rate FROM (
        SELECT employee_id, simulation_year, employee_deferral_rate AS rate FROM int_baseline_workforce
        UNION ALL SELECT employee_id, simulation_year + 1, current_deferral_rate FROM fct_workforce_snapshot
        UNION ALL SELECT employee_id, simulation_year, employee_deferral_rate FROM fct_yearly_events WHERE ${changesRate}
      ) GROUP BY ALL)
      SELECT employee_id, simulation_year FROM fct_workforce_snapshot LEFT JOIN highest USING (employee_id, simulation_year)
      WHERE annual_contribution_amount NOT BETWEEN 0 AND ${number(variables, "contributions_annual_limit")}
        OR annual_contribution_amount > prorated_annual_compensation * coalesce(rate, 0) + 0.01`,

    "there is no match without a contribution, nor above what the tiers allow": `
      SELECT employee_id, simulation_year FROM fct_workforce_snapshot
      WHERE employer_match_amount < 0 OR (employer_match_amount > 0 AND annual_contribution_amount <= 0)
        OR employer_match_amount > ${highestMatch(variables)} * prorated_annual_compensation + 0.01`,
  };
}

/** What the tiers come to for somebody who defers as much as they match, as a part of compensation. */
function highestMatch({ match_enabled: isEnabled, match_tiers: tiers }: Variables): number {
  if (isEnabled !== true || !Array.isArray(tiers)) return 0;
  let below = 0;
  let sum = 0;
  for (const tier of tiers as readonly Variables[]) {
    const upTo = number(tier, "up_to");
    sum += (upTo - below) * number(tier, "rate");
    below = upTo;
  }
  return sum;
}
