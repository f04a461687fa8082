"""The field's own rules: what law, standards and the register's logic demand of the rows.

Each rule is a function from the desk to problems, its source in its docstring. A rule is silent
about cells that are not of their form: those are reported as such.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.problems import Problem
from generator.validation.desk import Desk
from generator.validation.field import (
    accidents,
    amounts,
    changes,
    channels,
    closures,
    dates,
    enforcement,
    grading,
    hazards,
    licences,
    mines,
    numbers,
    parties,
    repeats,
    statistics,
    withdrawals,
)

RULES: tuple[Callable[[Desk], Iterator[Problem]], ...] = (
    numbers.credit_codes,
    numbers.document_numbers,
    numbers.document_years_agree,
    numbers.licence_numbers,
    dates.dates_in_order,
    dates.facts_have_happened,
    withdrawals.withdrawals_give_reasons,
    withdrawals.withdrawn_records_stay_unnamed,
    withdrawals.endings_are_whole,
    withdrawals.withdrawn_outcomes_ended,
    withdrawals.revocations_give_reasons,
    mines.capacity_has_its_unit,
    mines.scale_fits_its_class,
    mines.only_ponds_have_pond_fields,
    mines.parents_do_not_go_round,
    changes.changes_follow_each_other,
    changes.changes_end_at_todays_row,
    changes.changes_change_something,
    licences.producing_mines_have_permits,
    grading.one_grade_a_day,
    grading.grades_follow_their_reasons,
    grading.certificates_do_not_overlap,
    closures.cases_are_decided_or_consulted,
    enforcement.severity_is_of_penalties,
    enforcement.penalties_are_whole,
    enforcement.amounts_agree_with_penalty_kinds,
    amounts.amounts_agree_with_the_text,
    enforcement.censures_are_penalties,
    enforcement.stop_orders_are_whole,
    enforcement.stopped_mines_do_not_produce,
    enforcement.persons_are_public_for_a_reason,
    enforcement.publication_rules_are_whole,
    enforcement.publication_ends_within_its_class,
    enforcement.operators_are_the_mines_own,
    parties.names_and_codes_agree,
    parties.roles_fit_their_parties,
    parties.codes_fit_their_parties,
    parties.persons_of_a_case_are_told,
    repeats.decisions_stand_once,
    repeats.penalties_have_their_own_number,
    repeats.outcomes_are_told_once,
    repeats.hazards_are_told_once,
    repeats.index_numbers_are_given_once,
    hazards.criteria_belong_to_the_mine_kind,
    hazards.criteria_were_in_force,
    hazards.checks_come_after_the_finding,
    accidents.grades_agree_with_figures,
    channels.channels_were_checked,
    channels.posters_can_be_made,
    statistics.parts_do_not_exceed_the_whole,
    statistics.shares_do_not_exceed_all,
    statistics.rewards_have_both_figures,
    statistics.findings_agree_with_results,
    statistics.open_hazards_carry_over,
    statistics.years_are_their_quarters,
    statistics.quarters_hold_their_visits,
)
