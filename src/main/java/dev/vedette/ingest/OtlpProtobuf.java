package dev.vedette.ingest;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.vedette.json.Json;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/** Reads the binary form of OTLP exports into the tree that its JSON form has. Pure. */
final class OtlpProtobuf {

  private static final HexFormat HEX = HexFormat.of();

  private OtlpProtobuf() {}

  /** A trace export. */
  static Json.Obj traces(byte[] body) throws InvalidProtocolBufferException {
    ExportTraceServiceRequest export = ExportTraceServiceRequest.parseFrom(body);
    return Json.object()
        .put(
            "resourceSpans",
            list(
                export.getResourceSpansList(),
                resource ->
                    Json.object()
                        .put("resource", resource(resource.getResource()))
                        .put(
                            "scopeSpans",
                            list(
                                resource.getScopeSpansList(),
                                scope ->
                                    Json.object()
                                        .put("scope", scope(scope.getScope()))
                                        .put(
                                            "spans", list(scope.getSpansList(), OtlpProtobuf::span))
                                        .build()))
                        .build()))
        .build();
  }

  /** A log export. */
  static Json.Obj logs(byte[] body) throws InvalidProtocolBufferException {
    ExportLogsServiceRequest export = ExportLogsServiceRequest.parseFrom(body);
    return Json.object()
        .put(
            "resourceLogs",
            list(
                export.getResourceLogsList(),
                resource ->
                    Json.object()
                        .put("resource", resource(resource.getResource()))
                        .put(
                            "scopeLogs",
                            list(
                                resource.getScopeLogsList(),
                                scope ->
                                    Json.object()
                                        .put("scope", scope(scope.getScope()))
                                        .put(
                                            "logRecords",
                                            list(scope.getLogRecordsList(), OtlpProtobuf::record))
                                        .build()))
                        .build()))
        .build();
  }

  private static <T> Json.Arr list(List<T> items, Function<T, Json> form) {
    return new Json.Arr(items.stream().map(form).toList());
  }

  private static Json.Obj resource(Resource resource) {
    return Json.object().put("attributes", attributes(resource.getAttributesList())).build();
  }

  private static Json.Obj scope(InstrumentationScope scope) {
    Json.Builder out = Json.object();
    if (!scope.getName().isEmpty()) {
      out.put("name", scope.getName());
    }
    if (!scope.getVersion().isEmpty()) {
      out.put("version", scope.getVersion());
    }
    return out.build();
  }

  private static Json span(Span span) {
    return Json.object()
        .put("traceId", hex(span.getTraceId()))
        .put("spanId", hex(span.getSpanId()))
        .put("parentSpanId", hex(span.getParentSpanId()))
        .put("name", span.getName())
        .put("kind", span.getKindValue())
        .put("flags", Integer.toUnsignedLong(span.getFlags()))
        .put("startTimeUnixNano", Long.toUnsignedString(span.getStartTimeUnixNano()))
        .put("endTimeUnixNano", Long.toUnsignedString(span.getEndTimeUnixNano()))
        .put("status", Json.object().put("code", span.getStatus().getCodeValue()).build())
        .put("attributes", attributes(span.getAttributesList()))
        .build();
  }

  private static Json record(LogRecord record) {
    return Json.object()
        .put("traceId", hex(record.getTraceId()))
        .put("spanId", hex(record.getSpanId()))
        .put("timeUnixNano", Long.toUnsignedString(record.getTimeUnixNano()))
        .put("observedTimeUnixNano", Long.toUnsignedString(record.getObservedTimeUnixNano()))
        .put("severityNumber", record.getSeverityNumberValue())
        .put("severityText", record.getSeverityText())
        .put("body", value(record.getBody()))
        .put("attributes", attributes(record.getAttributesList()))
        .build();
  }

  private static String hex(ByteString id) {
    return HEX.formatHex(id.toByteArray());
  }

  private static Json.Arr attributes(List<KeyValue> attributes) {
    return list(
        attributes,
        one -> Json.object().put("key", one.getKey()).put("value", value(one.getValue())).build());
  }

  private static Json.Obj value(AnyValue value) {
    Json.Builder out = Json.object();
    switch (value.getValueCase()) {
      case STRING_VALUE -> out.put("stringValue", value.getStringValue());
      case BOOL_VALUE -> out.put("boolValue", value.getBoolValue());
      case INT_VALUE -> out.put("intValue", Long.toString(value.getIntValue()));
      case DOUBLE_VALUE -> out.put("doubleValue", Json.of(value.getDoubleValue()));
      case ARRAY_VALUE ->
          out.put(
              "arrayValue",
              Json.object()
                  .put("values", list(value.getArrayValue().getValuesList(), OtlpProtobuf::value))
                  .build());
      case KVLIST_VALUE ->
          out.put(
              "kvlistValue",
              Json.object()
                  .put("values", attributes(value.getKvlistValue().getValuesList()))
                  .build());
      case BYTES_VALUE ->
          out.put(
              "bytesValue",
              Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray()));
      default -> {
        // An empty value, or one of a later version of the protocol.
      }
    }
    return out.build();
  }
}
