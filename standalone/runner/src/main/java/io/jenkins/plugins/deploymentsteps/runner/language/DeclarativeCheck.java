package io.jenkins.plugins.deploymentsteps.runner.language;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.runner.steps.Signature;
import io.jenkins.plugins.deploymentsteps.runner.steps.StepLibrary;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.expr.ArgumentListExpression;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.NamedArgumentListExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;

/**
 * Holds a Declarative Pipeline to Declarative's own rules before anything runs, in Jenkins' words.
 *
 * <p>It refuses what Jenkins refuses, and the few sections that only a controller can have a use for.
 */
final class DeclarativeCheck extends CompilationCustomizer {
    private static final Set<String> POST = Set.of(
            "always",
            "changed",
            "fixed",
            "regression",
            "aborted",
            "failure",
            "success",
            "unstable",
            "unsuccessful",
            "cleanup");
    private static final Set<String> COMMON = Set.of("agent", "environment", "options", "stages", "post");
    private static final Set<String> OF_JENKINS = Set.of("triggers", "tools", "libraries", "input", "matrix");
    private static final Set<String> CONTENT = Set.of("steps", "stages", "parallel");

    private final StepLibrary steps;
    private final List<String> problems = new ArrayList<>();
    private boolean done;

    DeclarativeCheck(StepLibrary steps) {
        super(CompilePhase.CONVERSION);
        this.steps = steps;
    }

    List<String> problems() {
        return problems;
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode classNode) {
        if (done) {
            return;
        }
        done = true;
        for (Statement statement : source.getAST().getStatementBlock().getStatements()) {
            MethodCallExpression call = call(statement);
            ClosureExpression sections = call == null ? null : body(call);
            if (sections != null && "pipeline".equals(call.getMethodAsString())) {
                pipeline(call, sections);
            }
        }
    }

    private void pipeline(MethodCallExpression pipeline, ClosureExpression sections) {
        Set<String> seen = new HashSet<>();
        for (MethodCallExpression section :
                calls(sections, "Not a valid section definition. Some extra configuration is required.")) {
            String name = section.getMethodAsString();
            if (!COMMON.contains(name) && !name.equals("parameters")) {
                unknown(section, name, "Undefined section \"" + name + "\"");
            }
            common(section, name, seen);
        }
        require(pipeline, seen, "stages");
        require(pipeline, seen, "agent");
    }

    private void stage(MethodCallExpression stage) {
        if (!"stage".equals(stage.getMethodAsString())) {
            problem(stage, "Expected a stage");
            return;
        }
        ClosureExpression sections = body(stage);
        List<Expression> arguments = arguments(stage);
        if (sections == null || arguments.size() != 2 || !(arguments.get(0) instanceof ConstantExpression name)) {
            problem(stage, sections == null ? "Stage does not have a block" : "Expected string literal");
            return;
        }
        Set<String> seen = new HashSet<>();
        for (MethodCallExpression section :
                calls(sections, "Not a valid stage section definition. Some extra configuration is required.")) {
            String kind = section.getMethodAsString();
            switch (kind) {
                case "steps" -> steps(body(section), section);
                case "parallel" -> stages(body(section), section);
                case "when", "failFast" -> {
                    // what they say is checked when they run
                }
                default -> {
                    if (!COMMON.contains(kind)) {
                        unknown(
                                section,
                                kind,
                                "Unknown stage section \"" + kind
                                        + "\". Starting with version 0.5, steps in a stage must be in a ‘steps’ block.");
                    }
                }
            }
            common(section, kind, seen);
        }
        long content = CONTENT.stream().filter(seen::contains).count();
        if (content == 0) {
            problem(
                    stage,
                    "Expected one of \"steps\", \"stages\", or \"parallel\" for stage \"" + name.getValue() + "\"");
        } else if (content > 1) {
            problem(
                    stage,
                    "Only one of \"matrix\", \"parallel\", \"stages\", or \"steps\" allowed for stage \""
                            + name.getValue() + "\"");
        }
    }

    private void common(MethodCallExpression section, String name, Set<String> seen) {
        if (!seen.add(name)) {
            problem(section, "Multiple occurrences of the " + name + " section");
        }
        switch (name) {
            case "stages" -> stages(body(section), section);
            case "post" -> post(body(section), section);
            case "environment" -> environment(body(section), section);
            case "agent" -> agent(section);
            default -> {
                // nothing to hold
            }
        }
    }

    private void unknown(MethodCallExpression section, String name, String message) {
        problem(section, OF_JENKINS.contains(name) ? "The runner does not know the section \"" + name + "\"" : message);
    }

    private void require(ASTNode where, Set<String> seen, String section) {
        if (!seen.contains(section)) {
            problem(where, "Missing required section \"" + section + "\"");
        }
    }

    private void agent(MethodCallExpression agent) {
        List<Expression> arguments = arguments(agent);
        boolean named = arguments.size() == 1
                && arguments.get(0) instanceof VariableExpression variable
                && Set.of("any", "none").contains(variable.getName());
        if (!named && body(agent) == null) {
            problem(agent, "Only \"agent none\", \"agent any\" or \"agent {...}\" are allowed.");
        }
    }

    private void stages(@CheckForNull ClosureExpression body, ASTNode where) {
        if (body == null) {
            problem(where, "Expected a block");
            return;
        }
        List<MethodCallExpression> stages = calls(body, "Expected a stage");
        if (stages.isEmpty()) {
            problem(where, "No stages specified");
        }
        stages.forEach(this::stage);
    }

    private void post(@CheckForNull ClosureExpression body, ASTNode where) {
        if (body == null) {
            problem(where, "Expected a block");
            return;
        }
        for (MethodCallExpression condition : calls(body, "Expected a build condition")) {
            if (POST.contains(condition.getMethodAsString())) {
                steps(body(condition), condition);
            } else {
                problem(
                        condition,
                        "Invalid condition \"" + condition.getMethodAsString() + "\" - valid conditions are "
                                + POST.stream().sorted().toList());
            }
        }
    }

    private void environment(@CheckForNull ClosureExpression body, ASTNode where) {
        if (body == null) {
            problem(where, "Expected a block");
            return;
        }
        for (Statement statement : statements(body)) {
            boolean assignment = statement instanceof ExpressionStatement expression
                    && expression.getExpression() instanceof BinaryExpression binary
                    && "=".equals(binary.getOperation().getText())
                    && binary.getLeftExpression() instanceof VariableExpression;
            if (!assignment) {
                problem(statement, "Expected to find name=value pairs");
            }
        }
    }

    private void steps(@CheckForNull ClosureExpression body, ASTNode where) {
        if (body == null) {
            problem(where, "Expected a block");
            return;
        }
        for (MethodCallExpression step : calls(body, "Expected a step")) {
            if (!"script".equals(step.getMethodAsString())) {
                step(step);
            }
        }
    }

    private void step(MethodCallExpression call) {
        Signature signature = steps.signature(call.getMethodAsString());
        if (signature == null || "parallel".equals(call.getMethodAsString())) {
            return;
        }
        List<Expression> arguments = new ArrayList<>(arguments(call));
        ClosureExpression body = body(call);
        if (body != null && signature.takesBody()) {
            arguments.remove(arguments.size() - 1);
            steps(body, call);
        }
        if (arguments.size() > 1) {
            problem(call, "Arguments to \"" + call.getMethodAsString() + "\" must be explicitly named.");
        } else if (arguments.size() == 1 && !(arguments.get(0) instanceof MapExpression)) {
            unnamed(call, signature, arguments.get(0));
        } else {
            named(call, signature, arguments.isEmpty() ? new MapExpression() : (MapExpression) arguments.get(0));
        }
    }

    private void unnamed(MethodCallExpression call, Signature signature, Expression argument) {
        Signature.Parameter sole = signature.soleRequired();
        if (sole == null) {
            problem(call, "Step does not take a single required parameter - use named parameters instead");
        } else {
            type(argument, sole, false);
        }
    }

    private void named(MethodCallExpression call, Signature signature, MapExpression arguments) {
        Set<String> given = new HashSet<>();
        for (MapEntryExpression entry : arguments.getMapEntryExpressions()) {
            String name = entry.getKeyExpression().getText();
            given.add(name);
            Signature.Parameter parameter = signature.parameters().get(name);
            if (parameter == null) {
                problem(
                        entry.getKeyExpression(),
                        "Invalid parameter \"" + name + "\", did you mean \"" + signature.nearest(name) + "\"?");
            } else {
                type(entry.getValueExpression(), parameter, true);
            }
        }
        for (Signature.Parameter parameter : signature.parameters().values()) {
            if (parameter.required() && !given.contains(parameter.name())) {
                problem(call, "Missing required parameter: \"" + parameter.name() + "\"");
            }
        }
    }

    /** Numbers, booleans and texts do not stand for each other in Declarative. */
    private void type(Expression value, Signature.Parameter parameter, boolean named) {
        if (!(value instanceof ConstantExpression constant) || constant.getValue() == null) {
            return;
        }
        Object literal = constant.getValue();
        boolean wrong = parameter.type() == String.class && !(literal instanceof String)
                || parameter.type() == int.class && !(literal instanceof Number)
                || parameter.type() == boolean.class && literal instanceof Number;
        if (wrong) {
            problem(
                    value,
                    "Expecting \"" + parameter.type() + "\""
                            + (named ? " for parameter \"" + parameter.name() + "\"" : "") + " but got \"" + literal
                            + "\" of type " + literal.getClass() + " instead");
        }
    }

    /** Returns the calls that a block consists of; any other statement is a problem. */
    private List<MethodCallExpression> calls(ClosureExpression block, String otherwise) {
        List<MethodCallExpression> calls = new ArrayList<>();
        for (Statement statement : statements(block)) {
            MethodCallExpression call = call(statement);
            if (call == null || call.getMethodAsString() == null) {
                problem(statement, otherwise);
            } else if (!call.isImplicitThis()) {
                // Also what Groovy makes of two blocks on one line: a call on the value of the first.
                problem(call, "Method calls on objects not allowed outside \"script\" blocks.");
            } else {
                calls.add(call);
            }
        }
        return calls;
    }

    private static List<Statement> statements(ClosureExpression block) {
        return block.getCode() instanceof BlockStatement statements
                ? statements.getStatements()
                : List.of(block.getCode());
    }

    @CheckForNull
    private static MethodCallExpression call(Statement statement) {
        return statement instanceof ExpressionStatement expression
                        && expression.getExpression() instanceof MethodCallExpression call
                ? call
                : null;
    }

    private static List<Expression> arguments(MethodCallExpression call) {
        Expression arguments = call.getArguments();
        if (arguments instanceof ArgumentListExpression list) {
            return list.getExpressions();
        }
        if (arguments instanceof TupleExpression tuple) {
            return tuple.getExpressions().size() == 1
                            && tuple.getExpression(0) instanceof NamedArgumentListExpression named
                    ? List.of(named)
                    : tuple.getExpressions();
        }
        return List.of(arguments);
    }

    @CheckForNull
    private static ClosureExpression body(MethodCallExpression call) {
        List<Expression> arguments = arguments(call);
        return !arguments.isEmpty() && arguments.get(arguments.size() - 1) instanceof ClosureExpression closure
                ? closure
                : null;
    }

    private void problem(ASTNode where, String message) {
        problems.add("WorkflowScript: " + where.getLineNumber() + ": " + message + " @ line " + where.getLineNumber()
                + ", column " + where.getColumnNumber() + ".");
    }
}
