# The service in a container. Build the jar first: mvn -DskipTests package
#
#   docker build -t residual:0.1.0 .                    on the processor
#   docker build -t residual:0.1.0-gpu --target gpu .   on NVIDIA's GPUs; see LIBTORCH_SHA256 below
#
# Without BuildKit, add --target cpu to the first; otherwise it builds the gpu stage as well.
# Pinned by digest, so that two builds start from the same bytes; `docker buildx imagetools inspect IMAGE:TAG` prints a
# tag's current digest.
ARG JDK_IMAGE=eclipse-temurin:25-jdk@sha256:dcf835e52330939b6c9f90ecab8aafcbcaa8fbf48423db44de884cf978c10144
ARG BASE_IMAGE=debian:trixie-slim@sha256:a29215f6a35e51e22adffa17f89e9d2ef06214e64a2bad10d765c46aea49f11f
ARG GPU_BASE_IMAGE=nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04@sha256:ac55d124da4882b497f732d8dfd9a702d5447a5f29d08d56da6f64f0a1eb34bc

# Steps that need a JDK or other tools, which the final images do not contain.
FROM ${JDK_IMAGE} AS build
WORKDIR /build
RUN if ! command -v strip > /dev/null; then \
        apt-get update && apt-get install -y --no-install-recommends binutils && rm -rf /var/lib/apt/lists/*; \
    fi
# Java's standard modules, and those of the JDK that libraries, or thread dumps, need.
RUN jlink --add-modules java.se,jdk.crypto.ec,jdk.jcmd,jdk.jfr,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs \
        --strip-debug --no-header-files --no-man-pages --exclude-files '**.debuginfo' --compress zip-6 --output java
COPY target/residual.jar .
RUN java -Djarmode=tools -jar residual.jar extract --layers --destination layers
# An engine unpacks its library when it starts. Here this is done once; the packed library is dropped, and so is a
# fifth of PyTorch's unpacked one: symbols that only a debugger needs.
RUN mkdir store && \
    DJL_CACHE_DIR=/build/cache java -Dspring.context.exit=onRefresh -jar residual.jar \
        --residual.model-store=store --residual.predictors.engine=pytorch && \
    mv cache/pytorch/*/ native && \
    strip --strip-unneeded native/*.so* && \
    rm layers/dependencies/lib/pytorch-native-cpu-*.jar
# ONNX Runtime's jar contains the libraries of all platforms.
RUN mkdir unpacked && cd unpacked && jar=$(ls /build/layers/dependencies/lib/onnxruntime-*.jar) && \
    jar --extract --file "$jar" && \
    case $(uname -m) in aarch64) platform=linux-aarch64 ;; *) platform=linux-x64 ;; esac && \
    mv "ai/onnxruntime/native/$platform" /build/onnxruntime && \
    rm -r ai/onnxruntime/native && \
    jar --create --file "$jar" --no-manifest .

# The launcher is a shell script, so a shell stays in the image; setuid programs do not.
FROM ${BASE_IMAGE} AS cpu
RUN if ! ls /usr/lib/*/libjemalloc.so.2 /usr/lib/*/libturbojpeg.so.0 > /dev/null 2>&1; then \
        apt-get update && apt-get install -y --no-install-recommends libjemalloc2 libturbojpeg0 && \
        rm -rf /var/lib/apt/lists/*; \
    fi && \
    find / -xdev -type f -perm /6000 -exec chmod a-s {} +
WORKDIR /opt/residual
ENV LANG=C.UTF-8 \
    JAVA_HOME=/opt/java \
    RESIDUAL_JAR=/opt/residual/residual.jar \
    RESIDUAL_MODEL_STORE=/model-store \
    RESIDUAL_STORE_CACHE=/tmp/residual \
    MANAGEMENT_SERVER_ADDRESS=0.0.0.0 \
    PYTORCH_LIBRARY_PATH=/opt/residual/native \
    PYTORCH_FLAVOR=cpu \
    JDK_JAVA_OPTIONS="-Donnxruntime.native.path=/opt/residual/onnxruntime"
COPY --from=build /build/java /opt/java
COPY --from=build /build/native native
COPY --from=build /build/onnxruntime onnxruntime
COPY --from=build /build/layers/dependencies .
COPY --from=build /build/layers/spring-boot-loader .
COPY --from=build /build/layers/snapshot-dependencies .
COPY --from=build /build/layers/application .
COPY bin bin
COPY LICENSE NOTICE ./
COPY --chown=10001:10001 model-store /model-store
# Classes are loaded and linked from a cache that a first start creates. One that goes on until the servers listen would add 5 MB
# and make no measurable difference.
RUN JAVA_OPTS="-XX:AOTCacheOutput=/opt/residual/classes.aot -Xlog:aot=error -Dspring.context.exit=onRefresh" bin/residual && \
    rm -rf /tmp/*
# A third of the memory for Java's heap: the networks' tensors and the engine are outside it. With the documented
# ResNet and a full queue this leaves a quarter of 1 GB free, and 512 MB are enough for the digits.
ENV JDK_JAVA_OPTIONS="-Donnxruntime.native.path=/opt/residual/onnxruntime -XX:AOTCache=/opt/residual/classes.aot -XX:MaxRAMPercentage=30 -XX:+ExitOnOutOfMemoryError"
USER 10001:10001
VOLUME /model-store
EXPOSE 8080 8081 8001
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 CMD ["/opt/residual/bin/healthy"]
ENTRYPOINT ["/opt/residual/bin/residual"]
ARG BASE_IMAGE
ARG VERSION=unknown
ARG REVISION=unknown
ARG CREATED
ARG SOURCE
ARG URL
LABEL org.opencontainers.image.title="Residual" \
      org.opencontainers.image.description="Image classification as a service, on the JVM" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.created="$CREATED" \
      org.opencontainers.image.source="$SOURCE" \
      org.opencontainers.image.url="$URL" \
      org.opencontainers.image.base.name="$BASE_IMAGE"

# PyTorch's own build for CUDA replaces the one for the processor; up to 2.7, DJL's library needs the one with
# cxx11-abi in its name. Its SHA-256 must be given, so that the builder verifies the download.
FROM ${GPU_BASE_IMAGE} AS gpu-native
ARG LIBTORCH_URL=https://download.pytorch.org/libtorch/cu128/libtorch-cxx11-abi-shared-with-deps-2.7.1%2Bcu128.zip
ARG LIBTORCH_SHA256
RUN [ -n "$LIBTORCH_SHA256" ] || { echo "Give --build-arg LIBTORCH_SHA256=, of $LIBTORCH_URL" >&2; exit 1; }
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl unzip
COPY --from=build /build/layers/dependencies/lib /build/lib
RUN curl -fsSL -o /build/libtorch.zip "$LIBTORCH_URL" && \
    echo "$LIBTORCH_SHA256  /build/libtorch.zip" | sha256sum -c - && \
    unzip -q /build/libtorch.zip 'libtorch/lib/*.so*' -d /build && \
    unzip -q -j /build/lib/pytorch-jni-*.jar 'jnilib/linux-x86_64/cu128/*' -d /build/libtorch/lib

FROM ${GPU_BASE_IMAGE} AS gpu
RUN apt-get update && apt-get install -y --no-install-recommends libjemalloc2 libturbojpeg && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/residual
ENV LANG=C.UTF-8 \
    JAVA_HOME=/opt/java \
    RESIDUAL_JAR=/opt/residual/residual.jar \
    RESIDUAL_MODEL_STORE=/model-store \
    RESIDUAL_STORE_CACHE=/tmp/residual \
    MANAGEMENT_SERVER_ADDRESS=0.0.0.0 \
    PYTORCH_LIBRARY_PATH=/opt/residual/native \
    PYTORCH_FLAVOR=cu128 \
    CUDA_DEVICE_ORDER=PCI_BUS_ID \
    NVIDIA_TF32_OVERRIDE=0 \
    JDK_JAVA_OPTIONS="-Donnxruntime.native.path=/opt/residual/onnxruntime -XX:MaxRAMPercentage=30 -XX:+ExitOnOutOfMemoryError"
COPY --from=build /build/java /opt/java
COPY --from=build /build/onnxruntime onnxruntime
COPY --from=gpu-native /build/libtorch/lib native
COPY --from=build /build/layers/dependencies .
COPY --from=build /build/layers/spring-boot-loader .
COPY --from=build /build/layers/snapshot-dependencies .
COPY --from=build /build/layers/application .
COPY bin bin
COPY LICENSE NOTICE ./
COPY --chown=10001:10001 model-store /model-store
USER 10001:10001
VOLUME /model-store
EXPOSE 8080 8081 8001
HEALTHCHECK --interval=10s --timeout=3s --start-period=120s --retries=3 CMD ["/opt/residual/bin/healthy"]
ENTRYPOINT ["/opt/residual/bin/residual"]
ARG GPU_BASE_IMAGE
ARG VERSION=unknown
ARG REVISION=unknown
ARG CREATED
ARG SOURCE
ARG URL
LABEL org.opencontainers.image.title="Residual" \
      org.opencontainers.image.description="Image classification as a service, on the JVM, on GPUs" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.created="$CREATED" \
      org.opencontainers.image.source="$SOURCE" \
      org.opencontainers.image.url="$URL" \
      org.opencontainers.image.base.name="$GPU_BASE_IMAGE"

# The default target of docker build.
FROM cpu
