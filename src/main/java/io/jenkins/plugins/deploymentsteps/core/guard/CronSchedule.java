package io.jenkins.plugins.deploymentsteps.core.guard;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * Points in local time by a cron expression of five fields: minute, hour, day of the month, month, day of the week. As
 * cron has it: lists, ranges, steps, three-letter names, 7 for Sunday; where both kinds of day are restricted, one of them
 * is enough.
 */
final class CronSchedule {
    private static final List<String> MONTHS =
            List.of("", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final int SUNDAY_TOO = 7;

    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet daysOfMonth;
    private final BitSet months;
    private final BitSet daysOfWeek;
    private final boolean anyDayOfMonth;
    private final boolean anyDayOfWeek;

    private CronSchedule(String[] fields) throws DeploymentException {
        minutes = new Field("minute", 0, 59, List.of()).parse(fields[0]);
        hours = new Field("hour", 0, 23, List.of()).parse(fields[1]);
        daysOfMonth = new Field("day of the month", 1, 31, List.of()).parse(fields[2]);
        months = new Field("month", 1, 12, MONTHS).parse(fields[3]);
        daysOfWeek = new Field("day of the week", 0, SUNDAY_TOO, DAYS).parse(fields[4]);
        if (daysOfWeek.get(SUNDAY_TOO)) {
            daysOfWeek.set(0);
        }
        anyDayOfMonth = fields[2].startsWith("*");
        anyDayOfWeek = fields[4].startsWith("*");
    }

    /**
     * Reads an expression.
     *
     * @throws DeploymentException (invalid input) saying which field is wrong
     */
    static CronSchedule parse(String expression) throws DeploymentException {
        String[] fields = expression.strip().split("\\s+");
        if (fields.length != 5) {
            throw invalid("'" + Text.shorten(expression, 60)
                    + "' is neither a date with a time, such as 2026-12-24T12:00, nor a cron expression of five fields,"
                    + " such as 0 17 * * FRI for each Friday at 17:00.");
        }
        return new CronSchedule(fields);
    }

    private static DeploymentException invalid(String problem) {
        return new DeploymentException(Kind.INVALID_INPUT, "start: " + problem);
    }

    /** Returns whether there is a point on that day. */
    boolean isOn(LocalDate day) {
        if (!months.get(day.getMonthValue())) {
            return false;
        }
        boolean ofMonth = daysOfMonth.get(day.getDayOfMonth());
        boolean ofWeek = daysOfWeek.get(day.getDayOfWeek().getValue() % 7);
        return anyDayOfMonth || anyDayOfWeek ? ofMonth && ofWeek : ofMonth || ofWeek;
    }

    /** Returns the points of a day on which there are some, the last one first. */
    List<LocalTime> latestFirst() {
        List<LocalTime> times = new ArrayList<>();
        for (int hour = hours.length() - 1; hour >= 0; hour = hours.previousSetBit(hour - 1)) {
            for (int minute = minutes.length() - 1; minute >= 0; minute = minutes.previousSetBit(minute - 1)) {
                times.add(LocalTime.of(hour, minute));
            }
        }
        return times;
    }

    /** One field: its name for messages, its bounds, and the names of its values by their number. */
    private record Field(String name, int least, int most, List<String> names) {
        BitSet parse(String text) throws DeploymentException {
            BitSet values = new BitSet();
            for (String item : text.split(",", -1)) {
                int slash = item.indexOf('/');
                String range = slash < 0 ? item : item.substring(0, slash);
                int step = slash < 0 ? 1 : number(item.substring(slash + 1), text);
                int from = least;
                int to = most;
                if (!range.equals("*")) {
                    int dash = range.indexOf('-');
                    from = value(dash < 0 ? range : range.substring(0, dash), text);
                    // As cron has it, a single value with a step goes on to the end.
                    to = dash >= 0 ? value(range.substring(dash + 1), text) : slash < 0 ? from : most;
                }
                if (step < 1 || from > to) {
                    throw wrong(text);
                }
                for (int value = from; value <= to; value += step) {
                    values.set(value);
                }
            }
            return values;
        }

        private int value(String text, String field) throws DeploymentException {
            int named = text.isEmpty() ? -1 : names.indexOf(text.toUpperCase(Locale.ROOT));
            int value = named >= 0 ? named : number(text, field);
            if (value < least || value > most) {
                throw wrong(field);
            }
            return value;
        }

        private int number(String text, String field) throws DeploymentException {
            if (!text.matches("[0-9]{1,3}")) {
                throw wrong(field);
            }
            return Integer.parseInt(text);
        }

        private DeploymentException wrong(String field) {
            return invalid("'" + Text.shorten(field, 60) + "' is no " + name + " of a cron expression: numbers from "
                    + least + " to " + most + (names.isEmpty() ? "" : ", names such as " + names.get(1))
                    + ", *, ranges, lists and steps are. An H is not, because a freeze has to begin when it says.");
        }
    }
}
