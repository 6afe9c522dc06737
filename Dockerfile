# The service in a container. Build the jar first: mvn -DskipTests package
#
#   docker build -t residual .                    on the processor
#   docker build -t residual:gpu --target gpu .   on NVIDIA's GPUs; see LIBTORCH_SHA256 below
#
# Without BuildKit, add --target cpu to the first: it would make the gpu stage as well.
ARG BASE_IMAGE=eclipse-temurin:25-jre
ARG GPU_JAVA_IMAGE=eclipse-temurin:25-jre
ARG GPU_BASE_IMAGE=nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04

# What every Java image lacks. The launcher is a shell script, so a shell stays in the image.
FROM ${BASE_IMAGE} AS runtime
RUN if ! ls /usr/lib/*/libjemalloc.so.2 > /dev/null 2>&1; then \
        apt-get update && apt-get install -y --no-install-recommends libjemalloc2 && rm -rf /var/lib/apt/lists/*; \
    fi
ENV RESIDUAL_JAR=/opt/residual/residual.jar \
    RESIDUAL_MODEL_STORE=/model-store \
    RESIDUAL_STORE_CACHE=/tmp/residual \
    MANAGEMENT_SERVER_ADDRESS=0.0.0.0 \
    PYTORCH_LIBRARY_PATH=/opt/residual/native
WORKDIR /opt/residual

# The jar in layers. The engine unpacks its library when it starts, so it is started once: a container need not do it
# then, and the packed one can stay behind.
FROM runtime AS application
COPY target/residual.jar /build/
COPY model-store /model-store
RUN java -Djarmode=tools -jar /build/residual.jar extract --layers --destination /build/layers && \
    env -u PYTORCH_LIBRARY_PATH DJL_CACHE_DIR=/build/cache \
        java -Dspring.context.exit=onRefresh -jar /build/residual.jar && \
    mv /build/cache/pytorch/*/ /build/native && \
    mv /build/layers/dependencies/lib/pytorch-native-cpu-*.jar /build/

FROM runtime AS cpu
LABEL org.opencontainers.image.title="Residual" \
      org.opencontainers.image.description="Image classification as a service, on the JVM" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=application /build/native native
COPY --from=application /build/layers/dependencies .
COPY --from=application /build/layers/spring-boot-loader .
COPY --from=application /build/layers/snapshot-dependencies .
COPY --from=application /build/layers/application .
COPY bin bin
COPY LICENSE NOTICE ./
COPY --chown=10001:10001 model-store /model-store
ENV PYTORCH_FLAVOR=cpu
# Classes come ready from an archive that a first start leaves behind.
RUN JAVA_OPTS="-XX:ArchiveClassesAtExit=/opt/residual/classes.jsa -Dspring.context.exit=onRefresh" \
        bin/residual && \
    rm -rf /tmp/*
# A third of the memory for Java's heap: the networks' tensors and the engine lie outside of it.
ENV JDK_JAVA_OPTIONS="-XX:SharedArchiveFile=/opt/residual/classes.jsa -XX:MaxRAMPercentage=30 -XX:+ExitOnOutOfMemoryError"
USER 10001:10001
VOLUME /model-store
EXPOSE 8080 8081 8001
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 CMD ["/opt/residual/bin/healthy"]
ENTRYPOINT ["/opt/residual/bin/residual"]

# PyTorch's own build for CUDA takes the place of the one for the processor. Nobody but who builds can say whether the
# download is the right one: its SHA-256 has to be given.
FROM ${GPU_JAVA_IMAGE} AS gpu-java

FROM ${GPU_BASE_IMAGE} AS gpu-native
ARG LIBTORCH_URL=https://download.pytorch.org/libtorch/cu128/libtorch-shared-with-deps-2.7.1%2Bcu128.zip
ARG LIBTORCH_SHA256
RUN [ -n "$LIBTORCH_SHA256" ] || { echo "Give --build-arg LIBTORCH_SHA256=, of $LIBTORCH_URL" >&2; exit 1; }
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl unzip
COPY --from=application /build/layers/dependencies/lib /build/lib
RUN curl -fsSL -o /build/libtorch.zip "$LIBTORCH_URL" && \
    echo "$LIBTORCH_SHA256  /build/libtorch.zip" | sha256sum -c - && \
    unzip -q /build/libtorch.zip 'libtorch/lib/*.so*' -d /build && \
    unzip -q -j /build/lib/pytorch-jni-*.jar 'jnilib/linux-x86_64/cu128/*' -d /build/libtorch/lib

FROM ${GPU_BASE_IMAGE} AS gpu
COPY --from=gpu-java /opt/java/openjdk /opt/java/openjdk
RUN apt-get update && apt-get install -y --no-install-recommends libjemalloc2 && rm -rf /var/lib/apt/lists/*
COPY --from=cpu /model-store /model-store
COPY --from=application /build/layers/dependencies /opt/residual/
COPY --from=application /build/layers/spring-boot-loader /opt/residual/
COPY --from=application /build/layers/snapshot-dependencies /opt/residual/
COPY --from=application /build/layers/application /opt/residual/
COPY --from=gpu-native /build/libtorch/lib /opt/residual/native
COPY bin /opt/residual/bin
COPY LICENSE NOTICE /opt/residual/
LABEL org.opencontainers.image.title="Residual" \
      org.opencontainers.image.description="Image classification as a service, on the JVM, on GPUs" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV JAVA_HOME=/opt/java/openjdk \
    RESIDUAL_JAR=/opt/residual/residual.jar \
    RESIDUAL_MODEL_STORE=/model-store \
    RESIDUAL_STORE_CACHE=/tmp/residual \
    MANAGEMENT_SERVER_ADDRESS=0.0.0.0 \
    PYTORCH_LIBRARY_PATH=/opt/residual/native \
    PYTORCH_FLAVOR=cu128 \
    CUDA_DEVICE_ORDER=PCI_BUS_ID \
    NVIDIA_TF32_OVERRIDE=0 \
    JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=30 -XX:+ExitOnOutOfMemoryError"
USER 10001:10001
VOLUME /model-store
EXPOSE 8080 8081 8001
HEALTHCHECK --interval=10s --timeout=3s --start-period=120s --retries=3 CMD ["/opt/residual/bin/healthy"]
ENTRYPOINT ["/opt/residual/bin/residual"]

# What docker build makes where nothing else is asked for.
FROM cpu
