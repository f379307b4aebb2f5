const tones: Record<string, [string, string]> = {
  GET: ['var(--w-good-soft)', 'var(--w-good)'],
  HEAD: ['var(--w-good-soft)', 'var(--w-good)'],
  POST: ['var(--w-blue-soft)', 'var(--w-blue)'],
  PUT: ['var(--w-warning-soft)', 'var(--w-warning)'],
  PATCH: ['var(--w-warning-soft)', 'var(--w-warning)'],
  DELETE: ['var(--w-bad-soft)', 'var(--w-bad)'],
}

export function Method({ method }: { method: string }) {
  const [background, color] = tones[method] ?? ['var(--w-well)', 'var(--w-dim)']
  return (
    <span
      className="mono"
      style={{
        background,
        color,
        fontSize: 11,
        fontWeight: 600,
        padding: '1px 8px',
        borderRadius: 4,
        minWidth: 56,
        textAlign: 'center',
        display: 'inline-block',
        flex: 'none',
      }}
    >
      {method}
    </span>
  )
}
