/**
 * One job: show what tuning found, and how, as one HTML page that needs nothing else. It is made
 * from {@link dev.foldcast.tuning.Entry entries} and {@link dev.foldcast.tuning.RecordedSearch
 * recorded searches} alone, the same page for the same records.
 *
 * <p>{@link dev.foldcast.tuning.report.TuningReport} puts the sections together: {@code
 * HeadSection}, {@code SummarySection}, for each {@code Tuned} subject a {@code SearchSection} with
 * {@code ParameterCharts}, {@code RaceChart}, {@code PairsChart} and tables, and {@code
 * RejectedSection}. {@code Standings} knows what the rounds of a race tell; {@code Tag} is the only
 * way into the page and escapes every text; {@code Chart} draws.
 *
 * <p>Speeds are times as fast as the default, in the same round or pair: more is better everywhere.
 */
@NullMarked
package dev.foldcast.tuning.report;

import org.jspecify.annotations.NullMarked;
