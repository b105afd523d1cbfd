package dev.vedette.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Hands parcels over by reference within a node, and by {@link WireFormat} between nodes. */
final class ParcelCodec implements MessageCodec<Parcel, Parcel> {

  static final String NAME = "parcel";

  private final WireFormat format;

  ParcelCodec(WireFormat format) {
    this.format = format;
  }

  @Override
  public void encodeToWire(Buffer buffer, Parcel parcel) {
    format.write(buffer, parcel.type(), parcel.content());
  }

  @Override
  public Parcel decodeFromWire(int position, Buffer buffer) {
    Object content = format.read(position, buffer);
    return new Parcel(format.type(content.getClass()), content);
  }

  @Override
  public Parcel transform(Parcel parcel) {
    return parcel;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
