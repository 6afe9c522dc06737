package org.residual.configuration;

import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import java.util.List;
import org.residual.settings.ResidualProperties;
import org.residual.settings.source.ServiceVariables;
import org.residual.settings.source.UnknownSettingException;
import org.residual.settings.source.UnknownSettings;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.validation.FieldError;
import org.springframework.validation.beanvalidation.SpringValidatorAdapter;

/**
 * The service's settings for commands: from the command line, the environment and files, without starting the service.
 */
final class OfflineSettings {
    private static final String PREFIX = "residual";

    private OfflineSettings() {}

    /**
     * @param arguments such as {@code --residual.predictors.count=1}
     * @return all settings
     * @throws IllegalArgumentException if one of them is unknown or invalid
     */
    static ResidualProperties read(List<String> arguments) {
        ConfigurableEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SimpleCommandLinePropertySource(arguments.toArray(String[]::new)));
        new ServiceVariables().hideIn(environment);
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        try (ValidatorFactory validators = Validation.buildDefaultValidatorFactory()) {
            new UnknownSettings().refuseIn(environment);
            return Binder.get(environment)
                    .bindOrCreate(
                            PREFIX,
                            Bindable.of(ResidualProperties.class),
                            new ValidationBindHandler(new SpringValidatorAdapter(validators.getValidator())));
        } catch (UnknownSettingException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (BindException e) {
            throw new IllegalArgumentException(sentence(e), e);
        }
    }

    private static String sentence(BindException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof BindValidationException invalid
                && invalid.getValidationErrors().getAllErrors().get(0) instanceof FieldError error) {
            return "The setting " + invalid.getValidationErrors().getName() + "." + error.getField()
                    + " is invalid: it " + error.getDefaultMessage() + ".";
        }
        return "The setting " + e.getName() + " is invalid: " + root.getMessage();
    }
}
