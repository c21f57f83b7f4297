/** Telephone sound: one byte a sample, logarithmic (ITU-T G.711). Both laws decode by a table of 256 values. */
function mulawValue(code: number): number {
  const bits = ~code & 0xff;
  const magnitude = (((bits & 0x0f) << 3) + 0x84) << ((bits >> 4) & 7);
  return (bits & 0x80 ? 0x84 - magnitude : magnitude - 0x84) / 32768;
}

function alawValue(code: number): number {
  const bits = code ^ 0x55;
  const exponent = (bits >> 4) & 7;
  const mantissa = ((bits & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return (bits & 0x80 ? magnitude : -magnitude) / 32768;
}

/** Sample values by code, -1 to 1. */
export const MULAW = Float32Array.from({ length: 256 }, (_, code) => mulawValue(code));
export const ALAW = Float32Array.from({ length: 256 }, (_, code) => alawValue(code));
