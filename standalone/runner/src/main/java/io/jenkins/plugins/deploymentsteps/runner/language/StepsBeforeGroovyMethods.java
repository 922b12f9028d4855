package io.jenkins.plugins.deploymentsteps.runner.language;

import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;

/**
 * Makes {@code sleep} the step of that name everywhere. Within a closure Groovy would take its own method, which every
 * object has.
 */
final class StepsBeforeGroovyMethods extends CompilationCustomizer {
    StepsBeforeGroovyMethods() {
        super(CompilePhase.SEMANTIC_ANALYSIS);
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode classNode) {
        for (MethodNode method : classNode.getMethods()) {
            if (method.getCode() != null) {
                method.getCode().visit(new OnScript());
            }
        }
    }

    private static final class OnScript extends CodeVisitorSupport {
        @Override
        public void visitMethodCallExpression(MethodCallExpression call) {
            if (call.isImplicitThis() && "sleep".equals(call.getMethodAsString())) {
                call.setObjectExpression(VariableExpression.THIS_EXPRESSION);
                call.setImplicitThis(false);
            }
            super.visitMethodCallExpression(call);
        }
    }
}
