package org.residual.container;

import com.github.dockerjava.api.command.BuildImageCmd;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.BuildResponseItem;
import java.io.File;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/**
 * The image of the {@code Dockerfile}, for CPUs.
 *
 * @param name in the engine
 */
record ServiceImage(String name) {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceImage.class);
    /** Each can be set in the environment, with the project's name as a prefix. */
    private static final String[] BASES = {"BASE_IMAGE", "JDK_IMAGE"};

    static final String VERSION = "1.2.3";
    static final String CREATED = "2026-11-30T12:00:00Z";
    static final String SOURCE = "https://git.example.org/residual";
    static final String URL = "https://residual.example.org";
    static final String REVISION = "0123456789abcdef0123456789abcdef01234567";

    /** Builds it like {@code docker build --target cpu .}. */
    static ServiceImage build() {
        ServiceImage image = new ServiceImage("residual:it");
        try (BuildImageCmd build =
                DockerClientFactory.lazyClient().buildImageCmd(new File("Dockerfile").getAbsoluteFile())) {
            build.withBaseDirectory(new File("").getAbsoluteFile())
                    .withTarget("cpu")
                    .withTags(Set.of(image.name))
                    .withBuildArg("VERSION", VERSION)
                    .withBuildArg("REVISION", REVISION)
                    .withBuildArg("CREATED", CREATED)
                    .withBuildArg("SOURCE", SOURCE)
                    .withBuildArg("URL", URL);
            Stream.of(BASES).forEach(argument -> {
                String value = System.getenv("RESIDUAL_" + argument);
                if (value != null) {
                    build.withBuildArg(argument, value);
                }
            });
            build.exec(new LoggedSteps()).awaitImageId();
        }
        return image;
    }

    InspectImageResponse inspect() {
        return DockerClientFactory.lazyClient().inspectImageCmd(name).exec();
    }

    private static final class LoggedSteps extends BuildImageResultCallback {
        @Override
        public void onNext(BuildResponseItem item) {
            super.onNext(item);
            if (item.getStream() != null && !item.getStream().isBlank()) {
                LOG.info(item.getStream().strip());
            }
        }
    }
}
