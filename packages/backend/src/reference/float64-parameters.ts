/** Parameters or their gradients on the host, by path, each flat. */
export type Float64Parameters = Readonly<Record<string, Float64Array>>;
