package org.residual.command;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LoggingSystem;

/** The log of commands: errors only, on standard error, since standard output may be data. */
final class OfflineLog {
    private OfflineLog() {}

    /** Replaces the default configuration of logging. */
    static void begin() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        if (context.getObject(LoggingSystem.class.getName()) != null) {
            // A service in the same process has configured logging.
            return;
        }
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.ERROR);
        root.iteratorForAppenders().forEachRemaining(appender -> {
            if (appender instanceof ConsoleAppender<?> console) {
                console.setTarget("System.err");
                // The appender opens its target when it starts.
                console.start();
            }
        });
    }
}
