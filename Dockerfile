# Vedette with a Java runtime: one image for a single server and for every role of a cluster.
#   docker build -t vedette .
#   docker run --read-only --tmpfs /tmp -v vedette:/data -p 9000:9000 vedette
FROM eclipse-temurin:25-jdk-noble AS build
WORKDIR /build
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY src src
COPY conf conf
RUN ./mvnw -q -B -ntp -DskipTests -Dspotless.check.skip package

FROM eclipse-temurin:25-jre-noble
RUN useradd --uid 10001 --home-dir /data --create-home --shell /usr/sbin/nologin vedette
WORKDIR /opt/vedette
COPY vedette ./
COPY conf conf
COPY --from=build /build/target/vedette.jar target/
COPY --from=build /build/target/lib target/lib
# The JVM's start-up cache belongs to this jar and this runtime, so it is made here.
RUN java -XX:+UseParallelGC -XX:+UseCompactObjectHeaders -XX:AOTCacheOutput=target/vedette.aot \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -jar target/vedette.jar warm-up
ENV VEDETTE_DATA_DIR=/data \
    VEDETTE_SERVER_BIND=0.0.0.0:9000 \
    VEDETTE_MANAGEMENT_BIND=0.0.0.0:9001
USER 10001
VOLUME /data
EXPOSE 9000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9001 && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["./vedette"]
CMD ["run"]
