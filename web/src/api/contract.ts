// The shapes of Wharf's HTTP API under the names that the pages use. They are those of its OpenAPI document
// (docs/openapi.json, from which `npm run types` makes schema.d.ts); the paths stand in each feature's `queries.ts`.
import type { components } from './schema'

type Schemas = components['schemas']

export interface List<Item> {
  items: Item[]
  total: number
  page: number
  page_size: number
}

export interface Items<Item> {
  items: Item[]
}

/** What a live event tells of (text/event-stream, which the document cannot describe). */
export interface Changed {
  topic: 'mapping' | 'connections' | 'organizations' | 'variables'
  subject: string | null
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

export type Role = Schemas['Role']
export type ProblemField = Schemas['ProblemField']
export type Problem = Schemas['Problem']
export type SetupState = Schemas['SetupState']
export type Grant = Schemas['Grant']
export type Session = Schemas['Session']
export type User = Schemas['User']
export type CreatedUser = Schemas['CreatedUser']
export type Invitation = Schemas['Invitation']
export type TokenScope = Schemas['Right']
export type Token = Schemas['Token']
export type CreatedToken = Schemas['CreatedToken']
export type OrganizationRef = Schemas['OrganizationRef']
export type Organization = Schemas['Organization']
export type SwitcherItem = Schemas['SwitcherItem']
export type Switcher = Schemas['Switcher']
export type MovedVariable = Schemas['MovedVariable']
export type MovePreview = Schemas['MovePreview']
export type TagCount = Schemas['TagCount']
export type ImportPreview = Schemas['ImportPreview']
export type JobState = Schemas['JobState']
export type Job = Schemas['Job']
export type JobReportRow = Schemas['JobReportRow']
export type NavigationCounts = Schemas['NavigationCounts']
export type NeedsYou = Schemas['NeedsYou']
export type SetupStep = Schemas['SetupStep']
export type Overview = Schemas['Overview']
export type SearchHit = Schemas['SearchHit']
export type IntegrationMark = Schemas['IntegrationMark']
export type Tile = Schemas['Tile']
export type HealthState = Schemas['HealthState']
export type Health = Schemas['Health']
export type TileConnection = Schemas['TileConnection']
export type InstalledTile = Schemas['InstalledTile']
export type Category = Schemas['Category']
export type Integrations = Schemas['Integrations']
export type FieldKind = Schemas['FieldKind']
export type FieldValue = Schemas['FieldValue']
export type Choice = Schemas['Choice']
export type Field = Schemas['Field']
export type SignInWay = Schemas['SignInWay']
export type ActionSummary = Schemas['ActionSummary']
export type MappingVariable = Schemas['MappingVariable']
export type IntegrationConnection = Schemas['IntegrationConnection']
export type Integration = Schemas['Integration']
/** The document says of a schema only that it is an object; the form reads these parts of it. */
export type Action = Omit<Schemas['Action'], 'input_schema' | 'output_schema'> & {
  input_schema: JsonSchema
  output_schema: JsonSchema | null
}
export type Installed = Schemas['Installed']
export type Uninstalled = Schemas['Uninstalled']
export type Dependents = Schemas['Dependents']
export type SecretState = Schemas['SecretState']
export type OAuthState = Schemas['OAuthState']
export type Connection = Schemas['Connection']
export type ConnectionPatch = Schemas['ConnectionPatch']
export type TestResult = Schemas['TestResult']
export type Call = Schemas['Call']
export type UsedBy = Schemas['UsedBy']
export type RunResult = Schemas['RunResult']
export type OptionFilter = Schemas['OptionFilter']
export type MappingState = Schemas['RowState']
export type OptionView = Schemas['OptionView']
export type OptionChoice = Schemas['OptionChoice']
export type OptionChoices = Schemas['OptionChoices']
export type OptionsState = Schemas['OptionsState']
export type MappingSummary = Schemas['MappingSummary']
export type InheritedValue = Schemas['InheritedValue']
export type Candidate = Schemas['Candidate']
export type MappingRow = Schemas['MappingRow']
export type MappingEdit = Schemas['MappingEdit']
export type MappingSaved = Schemas['MappingSaved']
export type MappingImport = Schemas['MappingImport']
export type MatrixConnection = Schemas['MatrixConnection']
export type MatrixConnectionCount = Schemas['MatrixConnectionCount']
export type MatrixSummary = Schemas['MatrixSummary']
export type MatrixCell = Schemas['MatrixCell']
export type MatrixRow = Schemas['MatrixRow']
export type Matrix = Schemas['Matrix']
export type VariableKind = Schemas['VariableKind']
export type VariableType = Schemas['VariableType']
export type KnownVariable = Schemas['KnownVariable']
export type Variable = Schemas['Variable']
export type Resolution = Schemas['Resolution']
export type VariableChange = Schemas['VariableChange']
export type VariableImport = Schemas['VariableImport']
export type AuditEntry = Schemas['AuditEntry']
export type AuditFacets = Schemas['AuditFacets']
export type Settings = Schemas['Settings']
export type Status = Schemas['Status']
