import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { api } from '../api/client'
import type { Items, SearchHit } from '../api/contract'
import { IconSearch } from '../app/icons'
import { recent, remember } from '../app/preferences'
import { isOwnPath } from '../app/ServerLink'
import { isComposing } from '../parts/keys'
import classes from './GoTo.module.css'

/** What is found: by the server, or among the pages, which only this program knows. */
type Hit = Omit<SearchHit, 'kind'> & { kind: SearchHit['kind'] | 'page' }

const pages: Hit[] = [
  ['Overview', 'What needs you, what happened today', '/'],
  ['Integrations', 'Tools linked and tools to link', '/integrations'],
  ['Mapping', 'All tools and all organizations at once', '/mapping'],
  ['Organization Variables', 'Named values of organizations', '/variables'],
  ['Organizations', 'The tree of customers', '/organizations'],
  ['Import organizations', 'From a CSV file or from a tool', '/organizations/import'],
  ['Jobs', 'Long work, running and done', '/jobs'],
  ['Audit log', 'Who changed what', '/audit'],
  ['Settings', 'Public address, allow-list, retention', '/settings'],
  ['Users and roles', 'Who may sign in, and where', '/settings/users'],
  ['API tokens', 'Keys for programs', '/settings/tokens'],
  ['Status', 'Version, database, catalogue', '/settings/status'],
  ['Your account', 'Name, email, password', '/settings/account'],
].map(([title = '', subtitle = '', link = '']) => ({ kind: 'page', title, subtitle, link }))

const headings: Record<Hit['kind'] | 'recent', string> = {
  recent: 'Recent',
  page: 'Pages',
  organization: 'Organizations',
  connection: 'Connections',
  action: 'Actions',
  variable: 'Variables',
}

const order = Object.keys(headings) as (keyof typeof headings)[]

function useHits(text: string): { kind: keyof typeof headings; hit: Hit }[] {
  const [search] = useDebouncedValue(text.trim(), 120)
  const { data } = useQuery({
    queryKey: ['search', search],
    queryFn: ({ signal }) => api.get<Items<SearchHit>>('/search', { q: search }, signal),
    enabled: search !== '',
    placeholderData: keepPreviousData,
  })
  const wanted = text.trim().toLowerCase()
  if (!wanted) {
    const lately = recent('pages').map((item): Hit => ({
      kind: 'page',
      title: item.name,
      subtitle: '',
      link: item.id,
    }))
    return [
      ...lately.map((hit) => ({ kind: 'recent' as const, hit })),
      ...pages.map((hit) => ({ kind: 'page' as const, hit })),
    ]
  }
  const own = pages.filter((page) => `${page.title} ${page.subtitle}`.toLowerCase().includes(wanted))
  const found = (data?.items ?? []).filter((hit) => isOwnPath(hit.link))
  return [...own, ...found]
    .map((hit) => ({ kind: hit.kind, hit }))
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
}

/** Ctrl K: type a few letters of anything and go there. */
export function GoTo({ onDone }: { onDone: () => void }) {
  const router = useRouter()
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const hits = useHits(text)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    // The dialog took the focus before this came.
    input.current?.focus()
  }, [])
  const at = Math.min(active, Math.max(0, hits.length - 1))

  const go = (hit: Hit) => {
    remember('pages', { id: hit.link, name: hit.title })
    onDone()
    router.history.push(hit.link)
  }
  const onKey = (event: KeyboardEvent) => {
    if (isComposing(event)) return
    if (event.key === 'ArrowDown') setActive(Math.min(hits.length - 1, at + 1))
    else if (event.key === 'ArrowUp') setActive(Math.max(0, at - 1))
    else if (event.key === 'Enter') {
      const chosen = hits[at]
      if (chosen) go(chosen.hit)
    } else return
    event.preventDefault()
  }

  return (
    <div>
      <TextInput
        data-autofocus
        ref={input}
        className={classes.input}
        aria-label="Go to"
        placeholder="Page, organization, connection, action or variable"
        leftSection={<IconSearch size={17} />}
        role="combobox"
        aria-expanded
        aria-controls="goto-list"
        aria-activedescendant={hits[at] ? `goto-${String(at)}` : undefined}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setActive(0)
        }}
        onKeyDown={onKey}
      />
      <ul className={classes.list} id="goto-list" role="listbox" aria-label="Places">
        {hits.map(({ kind, hit }, index) => (
          <li key={`${kind}${hit.link}${hit.title}`} role="presentation">
            {hits[index - 1]?.kind !== kind ? (
              <div className={classes.heading} role="presentation">
                {headings[kind]}
              </div>
            ) : null}
            <div
              id={`goto-${String(index)}`}
              role="option"
              aria-selected={index === at}
              className={classes.hit}
              ref={(element) => {
                if (index === at) element?.scrollIntoView({ block: 'nearest' })
              }}
              onMouseMove={() => {
                setActive(index)
              }}
              onClick={() => {
                go(hit)
              }}
            >
              <b>{hit.title}</b>
              <span className="cut">{hit.subtitle}</span>
            </div>
          </li>
        ))}
        {hits.length === 0 ? <li className={classes.heading}>Nothing is called “{text.trim()}”</li> : null}
      </ul>
      <div className={classes.keys}>↑ ↓ move, Enter goes there, Esc closes</div>
    </div>
  )
}
