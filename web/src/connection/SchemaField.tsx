import { ActionIcon, Button, Select, Stack, Switch, Textarea, TextInput } from '@mantine/core'
import type { JsonSchema } from '../api/contract'
import { IconClose, IconPlus } from '../app/icons'
import { InlineCode } from '../parts/InlineCode'
import { controlOf, initialValue, labelOf, type SchemaProblem } from './schemaForm'

interface SchemaFieldProps {
  name: string
  schema: JsonSchema
  value: unknown
  path: string
  required: boolean
  problems: SchemaProblem[]
  depth?: number
  onChange: (value: unknown) => void
}

/** One field of an action's input, by its schema; objects and lists hold further ones. */
export function SchemaField(props: SchemaFieldProps) {
  const { name, schema, value, path, required, problems, depth = 0, onChange } = props
  const fromMapping = schema['x-from'] === 'mapping'
  const help = [
    schema.description,
    fromMapping ? 'Left empty, the mapping of the organization above fills it in.' : null,
  ]
    .filter(Boolean)
    .join(' ')
  const common = {
    id: `input${path.replaceAll('/', '-')}`,
    label: labelOf(name, schema),
    description: help ? <InlineCode text={help} /> : null,
    withAsterisk: required && !fromMapping,
    error: problems.find((problem) => problem.path === path)?.message ?? null,
  }
  const text = value === undefined || value === null ? '' : String(value)
  switch (controlOf(schema, depth)) {
    case 'choice':
      return (
        <Select
          {...common}
          allowDeselect={!required}
          clearable={!required}
          clearButtonProps={{ 'aria-label': `Clear ${common.label}` }}
          data={[...new Set((schema.enum ?? []).filter((each) => each !== null).map(String))].map((each) => ({
            value: each,
            label: schema['x-enum-labels']?.[each] ?? each,
          }))}
          value={text || null}
          onChange={(next) => {
            onChange(next ?? undefined)
          }}
        />
      )
    case 'boolean':
      return (
        <Switch
          {...common}
          checked={value === true}
          onChange={(event) => {
            onChange(event.currentTarget.checked)
          }}
        />
      )
    case 'object':
      return <ObjectField {...props} label={common.label} />
    case 'list':
      return <ListField {...props} label={common.label} />
    case 'json':
      return (
        <Textarea
          {...common}
          description={<InlineCode text={[help, 'As JSON'].filter(Boolean).join(' ')} />}
          classNames={{ input: 'mono' }}
          autosize
          minRows={2}
          maxRows={12}
          spellCheck={false}
          value={
            typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value, null, 2)
          }
          onChange={(event) => {
            onChange(event.currentTarget.value)
          }}
        />
      )
    default:
      return (
        <TextInput
          {...common}
          inputMode={controlOf(schema, depth) === 'number' ? 'decimal' : undefined}
          placeholder={schema.format === 'date-time' ? '2026-11-12T09:00:00Z' : exampleOf(schema)}
          value={text}
          onChange={(event) => {
            onChange(event.currentTarget.value)
          }}
        />
      )
  }
}

function exampleOf(schema: JsonSchema): string | undefined {
  const example = schema.examples?.[0]
  return typeof example === 'string' || typeof example === 'number' ? String(example) : undefined
}

const frame = { borderLeft: '2px solid var(--w-line)', paddingLeft: 12 }

function ObjectField({
  schema,
  value,
  path,
  problems,
  depth = 0,
  onChange,
  label,
}: SchemaFieldProps & { label: string }) {
  const object = (value ?? {}) as Record<string, unknown>
  return (
    <div role="group" aria-label={label}>
      <div style={{ fontWeight: 600, marginBottom: 6 }}>{label}</div>
      <Stack gap="sm" style={frame}>
        {Object.entries(schema.properties ?? {}).map(([name, property]) => (
          <SchemaField
            key={name}
            name={name}
            schema={property}
            value={object[name]}
            path={`${path}/${name}`}
            required={schema.required?.includes(name) ?? false}
            problems={problems}
            depth={depth + 1}
            onChange={(next) => {
              onChange({ ...object, [name]: next })
            }}
          />
        ))}
      </Stack>
    </div>
  )
}

function ListField({
  schema,
  value,
  path,
  problems,
  depth = 0,
  onChange,
  label,
}: SchemaFieldProps & { label: string }) {
  const items: unknown[] = Array.isArray(value) ? value : []
  const itemSchema = schema.items ?? {}
  return (
    <div role="group" aria-label={label}>
      <div style={{ fontWeight: 500, marginBottom: 4 }}>{label}</div>
      {schema.description ? (
        <div className="dim" style={{ fontSize: 12, marginBottom: 4 }}>
          <InlineCode text={schema.description} />
        </div>
      ) : null}
      <Stack gap="xs" style={items.length > 0 ? frame : undefined}>
        {items.map((item, index) => (
          <div key={index} style={{ display: 'flex', gap: 6, alignItems: 'flex-end' }}>
            <div style={{ flex: 1, minWidth: 0 }}>
              <SchemaField
                name={`${label} ${String(index + 1)}`}
                schema={itemSchema}
                value={item}
                path={`${path}/${String(index)}`}
                required={false}
                problems={problems}
                depth={depth + 1}
                onChange={(next) => {
                  onChange(items.map((each, at) => (at === index ? next : each)))
                }}
              />
            </div>
            <ActionIcon
              size={36}
              aria-label={`Remove ${label} ${String(index + 1)}`}
              onClick={() => {
                onChange(items.filter((_, at) => at !== index))
              }}
            >
              <IconClose size={15} />
            </ActionIcon>
          </div>
        ))}
        <div>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => {
              onChange([...items, initialValue(itemSchema, depth + 1) ?? ''])
            }}
          >
            Add to {label.toLowerCase()}
          </Button>
        </div>
      </Stack>
    </div>
  )
}
