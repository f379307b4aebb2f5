// The shapes of Wharf's HTTP API, under the names of its OpenAPI components.
// Every page takes its types from here; the paths stand in each feature's `queries.ts`.

export type Role = 'administrator' | 'editor' | 'viewer'

export interface List<Item> {
  items: Item[]
  total: number
  page: number
  page_size: number
}

export interface Items<Item> {
  items: Item[]
}

export interface ProblemField {
  pointer: string
  code: string
  message: string
}

/** RFC 9457, as Wharf sends it. */
export interface Problem {
  type?: string
  title: string
  status: number
  code: string
  detail: string
  request_id?: string
  errors?: ProblemField[]
}

// --- People -------------------------------------------------------------------------------------------------

export interface SetupState {
  needed: boolean
}

export interface Grant {
  organization_id: string
  organization_name: string
  role: Role
}

export interface Session {
  user: { id: string; name: string; email: string }
  csrf_token: string
  role: Role
  grants: Grant[]
  expires_at: string
  home: { id: string; name: string; organization_count: number }
}

export interface User {
  id: string
  name: string
  email: string
  enabled: boolean
  status: 'active' | 'invited' | 'disabled'
  grants: Grant[]
  created_at: string
  created_by: string | null
  last_seen_at: string | null
  version: number
}

export interface CreatedUser {
  user: User
  invitation_url: string
}

export interface Invitation {
  name: string
  email: string
  organization_name: string
}

export type TokenScope = 'read' | 'write' | 'administer'

export interface Token {
  id: string
  name: string
  scopes: TokenScope[]
  organization_id: string
  organization_name: string
  role: Role
  created_at: string
  created_by: string | null
  expires_at: string | null
  last_used_at: string | null
}

export interface CreatedToken extends Token {
  token: string
}

// --- Organizations ------------------------------------------------------------------------------------------

export interface OrganizationRef {
  id: string
  name: string
}

export interface Organization {
  id: string
  name: string
  slug: string
  parent_id: string | null
  parent_name: string | null
  path: OrganizationRef[]
  depth: number
  domains: string[]
  tags: string[]
  enabled: boolean
  is_root: boolean
  deleted_at: string | null
  purge_at: string | null
  children_count: number
  descendants_count: number
  role: Role
  version: number
  created_at: string
  updated_at: string
}

export interface SwitcherItem {
  id: string
  name: string
  path: OrganizationRef[]
  children_count: number
  enabled: boolean
}

export interface Switcher {
  items: SwitcherItem[]
  total: number
}

export interface MovedVariable {
  name: string
  organization_id: string
  organization_name: string
  before: string | null
  after: string | null
}

export interface MovePreview {
  variables: MovedVariable[]
  connections: { name: string; integration_name?: string; before?: string | null; after?: string | null }[]
  affected: number
}

export interface TagCount {
  name: string
  count: number
}

export interface ImportPreview {
  columns: { header: string; field: string | null }[]
  delimiter: string
  encoding: string
  notices: string[]
  rows: string[][]
  total: number
  problems: { line: number; code: string; message: string }[]
}

// --- Jobs ---------------------------------------------------------------------------------------------------

export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'

export interface Job {
  id: string
  kind: string
  title: string
  subject: string | null
  organization_id: string | null
  state: JobState
  progress: { text: string; done: number; total: number | null }
  result: Record<string, unknown> | null
  error: { code: string; message: string } | null
  created_at: string
  started_at: string | null
  ended_at: string | null
  created_by: string | null
  cancellable: boolean
  has_report: boolean
}

export interface JobReportRow {
  line: number
  name: string
  outcome: 'imported' | 'skipped' | 'failed'
  code: string | null
  message: string | null
}

export interface Changed {
  topic: 'mapping' | 'connections' | 'organizations' | 'variables'
  subject: string | null
}

// --- Overview, navigation, search ---------------------------------------------------------------------------

export interface NavigationCounts {
  installed: number
  mapping_open: number
  organizations: number
  needs_you: number
}

export interface NeedsYou {
  kind: string
  title: string
  detail: string
  integration_id: string | null
  link: string
  action_label: string
}

export interface SetupStep {
  id: string
  title: string
  detail: string
  done: boolean
  link: string
  action_label: string
}

export interface Overview {
  organization: OrganizationRef
  headline: string
  needs_you: NeedsYou[]
  setup: { done: number; total: number; steps: SetupStep[] }
  today: { at: string; title: string; detail: string; link: string | null }[]
}

export interface SearchHit {
  kind: 'page' | 'organization' | 'connection' | 'action' | 'variable'
  title: string
  subtitle: string
  link: string
}

// --- Integrations -------------------------------------------------------------------------------------------

export interface IntegrationMark {
  letters: string
  category: string
}

export interface Tile {
  id: string
  name: string
  summary: string
  description: string
  categories: string[]
  mark: IntegrationMark
  icon_url: string | null
  updated_at: string | null
  source: 'stock' | 'custom'
  /** Other names it is looked for by. */
  aliases?: string[]
}

export type HealthState = 'not_configured' | 'incomplete' | 'failing' | 'healthy'

export interface Health {
  state: HealthState
  text: string
  headline: string
  detail: string
  since: string | null
  checked_at: string | null
  duration_ms: number | null
  request: string | null
  status: number | null
  request_id: string | null
  code: string | null
}

export interface TileConnection {
  id: string
  name: string
  is_default: boolean
  health: Health
}

export interface InstalledTile extends Tile {
  connections: TileConnection[]
  health: Health
  mapping: { has: boolean; reason: string | null; mapped: number; total: number } | null
  provided_by?: string | null
}

export interface Category {
  id: string
  name: string
  count: number
}

export interface Integrations {
  installed: InstalledTile[]
  provided: InstalledTile[]
  available: Tile[]
  categories: Category[]
  health: { healthy: number; attention: number; not_configured: number }
}

export type FieldKind =
  | 'text'
  | 'url'
  | 'host'
  | 'secret'
  | 'choice'
  | 'boolean'
  | 'number'
  | 'list'
  | 'uuid'
  | 'email'
  | 'multiline'

export type FieldValue = string | number | boolean | string[] | null

export interface Choice {
  value: string
  label: string
}

export interface Field {
  name: string
  label: string
  kind: FieldKind
  required: boolean
  help: string | null
  default: FieldValue
  placeholder: string | null
  pattern: string | null
  pattern_message: string | null
  prefix: string | null
  suffix: string | null
  choices: Choice[] | null
  visible_when: { field: string; equals: FieldValue[] } | null
  /** The condition as the definition writes it, where it is more than one field and its values. */
  visible_when_template?: string | null
  /** Rarely needed: folded away until asked for. */
  advanced?: boolean
}

export interface SignInWay {
  id: string
  label: string
  help: string | null
  kind: string
  is_oauth_code: boolean
  fields: Field[]
}

export interface ActionSummary {
  id: string
  name: string
  description: string | null
  category: string | null
  method: string
  path: string
  read_only: boolean
  lists: boolean
  deprecated?: boolean
}

export interface MappingVariable {
  name: string
  label: string
  kind: 'option' | 'text'
}

export interface IntegrationConnection extends TileConnection {
  organization_id: string
}

export interface Integration extends Tile {
  version: number | string
  guide_markdown: string
  sources: string[]
  unconfirmed: string[]
  sign_in: SignInWay[]
  fields: Field[]
  has_organizations: boolean
  no_organizations_reason: string | null
  variables: MappingVariable[]
  actions: ActionSummary[]
  base_url_template: string
  connections: IntegrationConnection[]
  redirect_uri: string
  definition_yaml_url: string
}

/** The parts of JSON Schema 2020-12 that action inputs use; anything else is edited as JSON. */
export interface JsonSchema {
  type?: string | string[]
  title?: string
  description?: string
  default?: unknown
  enum?: unknown[]
  const?: unknown
  format?: string
  pattern?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  additionalProperties?: boolean | JsonSchema
  examples?: unknown[]
  'x-from'?: string
  'x-enum-labels'?: Record<string, string>
  [keyword: string]: unknown
}

export interface Action extends ActionSummary {
  input_schema: JsonSchema
  output_schema: JsonSchema | null
}

export interface Installed {
  connection: Connection
  created: boolean
}

export interface Uninstalled {
  kept_mappings: number
  dependents: string[]
  leftover_notice: string | null
}

export interface Dependents {
  mapped_organizations: number
  connections: number
  variables: number
  child_organizations: number
  text: string[]
}

// --- Connections --------------------------------------------------------------------------------------------

export interface SecretState {
  set: boolean
  updated_at: string | null
  updated_by: string | null
}

export interface OAuthState {
  needed: boolean
  authorized: boolean
  account: string | null
  authorized_at: string | null
  authorized_by: string | null
  expires_at: string | null
  expiry_known: boolean
  last_refresh_at: string | null
  scopes: string[]
}

export interface Connection {
  id: string
  integration_id: string
  integration_name: string
  organization_id: string
  organization_name: string
  name: string
  description: string
  is_default: boolean
  share_with_descendants: boolean
  verify_tls: boolean
  sign_in: string | null
  fields: Record<string, FieldValue>
  secrets: Record<string, SecretState>
  health: Health
  oauth: OAuthState | null
  mapping: { has: boolean; reason: string | null; variables: MappingVariable[] }
  can_edit: boolean
  version: number
  created_at: string
  updated_at: string
  /** A stand-in for the tool that runs beside Wharf, where there is one. */
  sample?: { in_use: boolean } | null
}

export interface ConnectionPatch {
  name?: string
  description?: string
  sign_in?: string
  fields?: Record<string, FieldValue>
  secrets?: Record<string, string | null>
  is_default?: boolean
  share_with_descendants?: boolean
  verify_tls?: boolean
  version: number
}

export interface TestResult {
  ok: boolean
  health: Health
  steps: { text: string; ok: boolean; duration_ms: number | null }[]
}

export interface Call {
  id: string
  at: string
  action_id: string | null
  action_name: string | null
  organization_id: string | null
  organization_name: string | null
  source: 'test' | 'try' | 'refresh' | 'health'
  method: string
  url: string
  status: number | null
  duration_ms: number
  waited_ms: number
  attempts: number
  request_bytes: number
  response_bytes: number
  error: string | null
  request_id: string | null
  why: string | null
}

export interface UsedBy {
  mapped_organizations: number
  organizations_sharing: number
  items: { kind: string; name: string; link: string | null }[]
}

export interface RunResult {
  ok: boolean
  call: Call | null
  output: unknown
  row_count: number | null
  pages: number
  truncated: boolean
  warnings: string[]
  error: string | null
}

export interface OptionFilter {
  name: string
  label: string
  kind: FieldKind
  choices: Choice[] | null
}

// --- Mapping ------------------------------------------------------------------------------------------------

export type MappingState = 'unmapped' | 'mapped' | 'suggested' | 'ambiguous' | 'gone' | 'conflict' | 'locked'

export interface OptionView {
  id: string
  name: string
  domain: string | null
  detail: string | null
  state: 'current' | 'new' | 'renamed' | 'gone'
  previous_name: string | null
  gone_since: string | null
}

export interface OptionChoice extends OptionView {
  mapped_to: OrganizationRef[]
  score: number | null
}

export interface OptionChoices {
  items: OptionChoice[]
  total: number
  fetched_at: string | null
}

export type OptionsState = 'none' | 'loading' | 'ready' | 'empty' | 'failed' | 'stale'

export interface MappingSummary {
  all: number
  mapped: number
  suggested: number
  ambiguous: number
  unmatched: number
  gone: number
  conflict: number
  included: number
  options: {
    state: OptionsState
    count: number
    fetched_at: string | null
    error: string | null
    job_id: string | null
  }
  variables: MappingVariable[]
  last_save: { id: string; at: string; by: string; count: number } | null
  suggested_at: string | null
}

export interface InheritedValue {
  organization_id: string
  organization_name: string
  option_name: string | null
  value: string | null
}

export interface Candidate {
  option: OptionView
  score: number
  reason: string
}

export interface MappingRow {
  organization: { id: string; name: string; path: OrganizationRef[]; depth: number; enabled: boolean }
  variable: string
  kind: 'option' | 'text'
  state: MappingState
  option: OptionView | null
  value: string | null
  inherited: InheritedValue | null
  updated_at: string | null
  updated_by: string | null
  version: number
  suggestion: (Candidate & { included: boolean }) | null
  candidates: Candidate[]
  conflict_with: OrganizationRef[]
  locked_by: { connection_id: string; connection_name: string } | null
}

export interface MappingEdit {
  connection_id?: string
  organization_id: string
  variable?: string
  option_id: string | null
  value: string | null
  version: number
  allow_shared?: boolean
}

export interface MappingSaved {
  save_id: string
  saved: number
  cleared: number
}

export interface MappingImport {
  edits: (MappingEdit & { organization_name?: string; option_name?: string | null })[]
  problems: { line: number; message: string }[]
}

export interface MatrixConnection {
  id: string
  name: string
  integration_id: string
  integration_name: string
  mark: IntegrationMark
  icon_url: string | null
}

export interface MatrixConnectionCount extends MatrixConnection {
  mapped: number
  total: number
  options_state: OptionsState
}

export interface MatrixSummary {
  all: number
  suggested: number
  ambiguous: number
  drifted: number
  unmatched: number
  filled: number
  places: number
  included: number
  connections: MatrixConnectionCount[]
}

export interface MatrixCell {
  connection_id: string
  state: MappingState
  option_name: string | null
  value: string | null
  inherited: InheritedValue | null
  score: number | null
  reason: string | null
  included: boolean
  candidates_count: number
  gone_since: string | null
  version: number
}

export interface MatrixRow {
  organization: { id: string; name: string; path: OrganizationRef[]; depth: number; enabled: boolean }
  cells: MatrixCell[]
}

export interface Matrix extends List<MatrixRow> {
  connections: MatrixConnection[]
}

// --- Variables ----------------------------------------------------------------------------------------------

export type VariableKind = 'general' | 'secret' | 'contact' | 'system'
export type VariableType = 'text' | 'number' | 'boolean' | 'json'

export interface KnownVariable {
  name: string
  type: VariableType
  description: string
  choices: Choice[] | null
}

export interface Variable {
  name: string
  value: string | null
  is_set: boolean
  kind: VariableKind
  type: VariableType
  organization_id: string
  organization_name: string
  cascade: boolean
  source: {
    kind: 'own' | 'inherited' | 'mapping'
    text: string
    organization_id: string | null
    connection_id: string | null
  }
  updated_at: string | null
  updated_by: string | null
  version: number
  can_edit: boolean
  known: { description: string; choices: Choice[] | null } | null
}

export interface Resolution {
  name: string
  value: string | null
  kind: VariableKind
  steps: {
    organization_id: string
    organization_name: string
    state: 'not_set' | 'used' | 'hidden' | 'not_cascading'
    value: string | null
    text: string
  }[]
  template: string
  used_by: { name: string; link?: string | null }[]
}

export interface VariableChange {
  organization_id: string
  name: string
  value?: string
  kind?: VariableKind
  type?: VariableType
  cascade?: boolean
  delete?: boolean
  version?: number
}

export interface VariableImport {
  changes: {
    line: number
    organization_name: string
    name: string
    before: string | null
    after: string | null
    action: string
  }[]
  problems: { line: number; message: string }[]
}

// --- Audit, settings ----------------------------------------------------------------------------------------

export interface AuditEntry {
  id: string
  at: string
  actor: string
  actor_kind: 'user' | 'token' | 'system' | 'cli'
  organization_id: string | null
  organization_name: string | null
  action: string
  subject_kind: string
  subject_id: string
  subject_name: string | null
  summary: string
  changes: { field: string; before: string | null; after: string | null; secret: boolean }[]
  peer: string | null
  request_id: string | null
}

export interface AuditFacets {
  actions: string[]
  actors: string[]
}

export interface Settings {
  public_url: string
  allow_list: string[]
  health_check_hours: number
  option_refresh_hours: number
  retention_days: number
  version: number
  redirect_uri: string
}

export interface Status {
  version: string
  database: { kind: string; size_bytes: number | null; path: string | null }
  uptime_seconds: number
  jobs: { waiting: number; running: number }
  catalog: { integrations: number; problems: string[] }
  /** null: not counted */
  workers: number | null
}
