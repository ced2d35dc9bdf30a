package io.ratiskv.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads variables and gathers what is wrong with them, so that an operator corrects a manifest once. */
final class PodEnvironment {
    private final Map<String, String> variables;
    private final List<String> problems = new ArrayList<>();

    PodEnvironment(Map<String, String> variables) {
        this.variables = variables;
    }

    /** The value of a variable that has to match; an empty text after a problem was noted. */
    String text(String variable, Pattern form, String formInWords) {
        String value = variables.get(variable);
        if (value == null || value.isBlank()) {
            problems.add(variable + " is not set; it has to be " + formInWords);
            return "";
        }
        if (!form.matcher(value).matches()) {
            problems.add(variable + " = \"" + value + "\" is not " + formInWords);
            return "";
        }
        return value;
    }

    /** The value of a variable that has to be a number within bounds; {@code min} after a problem was noted. */
    int number(String variable, int min, int max) {
        String words = "a number from " + min + " to " + max;
        String value = text(variable, Pattern.compile("-?\\d{1,9}"), words);
        if (value.isEmpty()) {
            return min;
        }
        int number = Integer.parseInt(value);
        if (number < min || number > max) {
            problems.add(variable + " = \"" + value + "\" is not " + words);
            return min;
        }
        return number;
    }

    void throwIfAnyProblem() {
        if (!problems.isEmpty()) {
            throw new PodProblems(problems);
        }
    }
}
