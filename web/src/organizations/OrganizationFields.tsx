import { Switch, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ApiProblem } from '../api/client'
import { WordsInput } from '../parts/WordsInput'
import {
  cleanDomain,
  domainsProblem,
  nameProblem,
  slugProblem,
  type OrganizationDraft,
} from './organizationForm'
import { tagsQuery } from './queries'

interface OrganizationFieldsProps {
  draft: OrganizationDraft
  onChange: (draft: OrganizationDraft) => void
  /** Whether problems are shown already, because saving was pressed. */
  pressed: boolean
  error: unknown
  root?: boolean
}

export function draftProblem(draft: OrganizationDraft): string | null {
  return nameProblem(draft.name) ?? slugProblem(draft.slug) ?? domainsProblem(draft.domains)
}

export function OrganizationFields({ draft, onChange, pressed, error, root }: OrganizationFieldsProps) {
  const { data: tags } = useQuery(tagsQuery)
  const server = (pointer: string) => (error instanceof ApiProblem ? error.at(pointer) : null)
  return (
    <>
      <TextInput
        label="Name"
        required
        data-autofocus
        value={draft.name}
        error={(pressed ? nameProblem(draft.name) : null) ?? server('/name')}
        onChange={(event) => {
          onChange({ ...draft, name: event.currentTarget.value })
        }}
      />
      <WordsInput
        label="Domains"
        description="Suggestions recognise the customer by them; Enter or a comma ends one"
        value={draft.domains}
        error={domainsProblem(draft.domains) ?? server('/domains')}
        onChange={(domains) => {
          onChange({ ...draft, domains: [...new Set(domains.map(cleanDomain).filter(Boolean))] })
        }}
      />
      <WordsInput
        label="Tags"
        splitChars={[',', ';']}
        data={(tags?.items ?? []).map((tag) => tag.name)}
        value={draft.tags}
        error={server('/tags')}
        onChange={(words) => {
          onChange({ ...draft, tags: words })
        }}
      />
      <TextInput
        label="Slug"
        description="Its name in addresses and files; made from the name when left empty"
        value={draft.slug}
        error={slugProblem(draft.slug) ?? server('/slug')}
        onChange={(event) => {
          onChange({ ...draft, slug: event.currentTarget.value })
        }}
      />
      {root ? null : (
        <Switch
          label="Enabled"
          description="A disabled organization is left out of suggestions and automations"
          checked={draft.enabled}
          onChange={(event) => {
            onChange({ ...draft, enabled: event.currentTarget.checked })
          }}
        />
      )}
    </>
  )
}
