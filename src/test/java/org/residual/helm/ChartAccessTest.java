package org.residual.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Keys and certificates come from Secrets. */
class ChartAccessTest {
    private final Manifests release = Chart.shipped().render("access");

    /** The secrets, by where they are mounted. */
    private static Map<String, String> secrets(Manifests release) {
        Map<String, String> names = release.server().getVolumes().stream()
                .filter(volume -> volume.getSecret() != null)
                .collect(Collectors.toMap(
                        volume -> volume.getName(), volume -> volume.getSecret().getSecretName()));
        return release.serverContainer().getVolumeMounts().stream()
                .filter(mount -> names.containsKey(mount.getName()))
                .collect(Collectors.toMap(VolumeMount::getMountPath, mount -> names.get(mount.getName())));
    }

    @Test
    void theSettingsOfKeysAreReadFromTheirSecret() {
        String folder = release.environment().get("SPRING_CONFIG_IMPORT").replaceFirst("configtree:(.+)/", "$1");
        assertThat(secrets(release)).containsEntry(folder, "keys");
    }

    @Test
    void certificateAndKeyAreReadFromTheirSecretAndReadAgain() {
        Map<String, String> environment = release.environment();
        String bundle =
                "SPRING_SSL_BUNDLE_PEM_" + environment.get("SERVER_SSL_BUNDLE").toUpperCase(Locale.ROOT);
        String certificate = environment.get(bundle + "_KEYSTORE_CERTIFICATE");

        assertThat(secrets(release)).containsEntry(certificate.replaceFirst("file:(.+)/tls.crt", "$1"), "certificate");
        assertThat(environment)
                .containsEntry(bundle + "_KEYSTORE_PRIVATEKEY", certificate.replace("tls.crt", "tls.key"))
                .containsEntry(bundle + "_RELOADONUPDATE", "true")
                .containsEntry("RESIDUAL_GRPC_SSLBUNDLE", environment.get("SERVER_SSL_BUNDLE"));
    }

    @Test
    void theServiceSaysThatItSpeaksTls() {
        assertThat(release.the(Service.class).getSpec().getPorts())
                .allMatch(port -> port.getAppProtocol().equals("https"));
    }

    @Test
    void theTestAsksWhatNeedsNoKey() {
        assertThat(release.the(Pod.class).getSpec().getContainers().get(0).getArgs())
                .filteredOn(argument -> argument.startsWith("https"))
                .singleElement()
                .asString()
                .endsWith("/v2/health/ready");
    }

    @Test
    void withoutThemThereAreNoSecrets() {
        assertThat(secrets(Chart.shipped().render("default"))).isEmpty();
    }
}
