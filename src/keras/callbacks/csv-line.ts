/** A line of a CSV file and numbers in it, written as Python's csv module and repr write them. */

/** A line in Excel's dialect: fields quoted where they must be, ended by CR LF. */
export function csvLine(fields: readonly string[], separator: string): string {
  const quoted = fields.map((f) => (f.includes(separator) || /["\r\n]/.test(f) ? `"${f.replaceAll('"', '""')}"` : f));
  return `${quoted.join(separator)}\r\n`;
}

/** A float as Python shows it: `1.0`, `1e-07`, `nan`. */
export function pythonFloat(v: number): string {
  if (Number.isNaN(v)) return 'nan';
  if (!Number.isFinite(v)) return v > 0 ? 'inf' : '-inf';
  const size = Math.abs(v);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    const [digits = '', power = '0'] = v.toExponential().split('e');
    const exponent = Math.abs(Number(power)).toString().padStart(2, '0');
    return `${digits}e${Number(power) < 0 ? '-' : '+'}${exponent}`;
  }
  return Number.isInteger(v) ? `${Object.is(v, -0) ? '-0' : v}.0` : String(v);
}
