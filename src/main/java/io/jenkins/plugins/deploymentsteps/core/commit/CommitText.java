package io.jenkins.plugins.deploymentsteps.core.commit;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.util.List;
import java.util.stream.Collectors;

/** The texts that go into a commit: checked where a user gives them, made from the changes where nobody does. */
final class CommitText {
    private static final int LONGEST_MESSAGE = 65_536;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_BRANCH = 250;

    /** Beyond it, hosts and {@code git log --oneline} cut. */
    private static final int LONGEST_SUBJECT = 72;

    private static final int MOST_LINES = 100;

    private CommitText() {}

    /**
     * Checks a branch name by Git's rules (git check-ref-format), and stricter: only letters, digits and
     * {@code . _ - + = # @ /}, nothing that a tool could take for an option, a revision or a full ref.
     *
     * @throws DeploymentException (invalid input) saying what is wrong
     */
    static void checkBranch(String branch) throws DeploymentException {
        String problem = null;
        if (branch.isBlank()) {
            problem = "is empty";
        } else if (branch.length() > LONGEST_BRANCH) {
            problem = "is longer than " + LONGEST_BRANCH + " characters";
        } else if (branch.startsWith("refs/")) {
            problem = "is a full ref; leave out refs/heads/";
        } else if (branch.equals("HEAD") || branch.equals("@")) {
            problem = "is not a branch but whatever the remote has checked out";
        } else if (branch.startsWith("-") || branch.startsWith("/") || branch.endsWith("/") || branch.endsWith(".")) {
            problem = "begins or ends with a character that Git does not allow there";
        } else if (branch.contains("..") || branch.contains("//") || branch.contains("@{")) {
            problem = "contains '..', '//' or '@{', which Git does not allow";
        } else if (!branch.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || "._-+=#@/".indexOf(c) >= 0)) {
            problem = "contains a character other than letters, digits and . _ - + = # @ /";
        } else if (List.of(branch.split("/")).stream()
                .anyMatch(part -> part.startsWith(".") || part.endsWith(".lock"))) {
            problem = "has a part that begins with '.' or ends in '.lock', which Git does not allow";
        }
        if (problem != null) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT, "The branch name '" + Text.shorten(branch, 100) + "' " + problem + ".");
        }
    }

    /**
     * Checks the author.
     *
     * @throws DeploymentException (invalid input) if name or email are empty or hold what Git's format cannot
     */
    static void checkAuthor(CommitRequest.Author author) throws DeploymentException {
        for (String part : List.of(author.name(), author.email())) {
            boolean bad = part.isBlank()
                    || part.length() > LONGEST_NAME
                    || part.indexOf('<') >= 0
                    || part.indexOf('>') >= 0
                    || part.indexOf('\n') >= 0
                    || !Text.printable(part).equals(part);
            if (bad) {
                throw new DeploymentException(
                        Kind.INVALID_INPUT,
                        "The author '" + Text.shorten(author.name() + " <" + author.email() + ">", 200)
                                + "' cannot stand in a commit. Write it as 'Name <user@example.com>', in one line.");
            }
        }
    }

    /**
     * Brings a user's message into the form in which Git keeps it.
     *
     * @throws DeploymentException (invalid input) if it is far too long
     */
    static String message(String given) throws DeploymentException {
        if (given.length() > LONGEST_MESSAGE) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "The commit message has " + given.length() + " characters, the limit is " + LONGEST_MESSAGE + ".");
        }
        return Text.printable(given.replace("\r\n", "\n").replace('\r', '\n')).strip() + "\n";
    }

    /** Makes a message from the changes: one clear line, then every edit. Each is one line, so nothing forges a trailer. */
    static String message(List<Change> changes, List<CommitResult.FileChange> files) {
        String subject = changes.stream().map(CommitText::subject).distinct().collect(Collectors.joining(", "));
        if (subject.length() > LONGEST_SUBJECT && files.size() > 1) {
            subject = "Change " + files.size() + " files";
        }
        List<String> lines = files.stream()
                .flatMap(file -> file.edits().stream().map(edit -> "- " + Text.shorten(file.path(), 300) + ", " + edit))
                .toList();
        String more = lines.size() > MOST_LINES ? "\n- and " + (lines.size() - MOST_LINES) + " more" : "";
        return Text.shorten(subject, 200) + "\n\n"
                + String.join("\n", lines.subList(0, Math.min(MOST_LINES, lines.size()))) + more + "\n";
    }

    private static String subject(Change change) {
        if (change instanceof Change.SetImage set) {
            return "Deploy " + set.image();
        } else if (change instanceof Change.SetKustomizeImage set) {
            return "Deploy " + set.image();
        } else if (change instanceof Change.SetHelmImage set) {
            return "Deploy " + set.image();
        }
        Change.SetValue set = (Change.SetValue) change;
        return "Set " + Text.shorten(set.path(), 60) + " in " + Text.shorten(set.file(), 100);
    }
}
