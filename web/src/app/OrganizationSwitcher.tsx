import { Popover, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api/client'
import type { Switcher, SwitcherItem } from '../api/contract'
import { isComposing } from '../parts/keys'
import { useNarrow } from '../parts/useNarrow'
import { navigationQuery } from '../overview/queries'
import { initials, plural } from '../parts/words'
import { IconChevronLeft, IconChevronRight, IconSearch, IconSelector } from './icons'
import classes from './OrganizationSwitcher.module.css'
import { usePageState } from './pageState'
import { recent, remember } from './preferences'
import { useSession } from './session'

interface Line {
  id: string
  name: string
  path: string
  children: number
  kind: 'home' | 'recent' | 'item' | 'up'
}

function lineOf(item: SwitcherItem): Line {
  const above = item.path.slice(0, -1).map((each) => each.name)
  return {
    id: item.id,
    name: item.name,
    path: above.join(' / '),
    children: item.children_count,
    kind: 'item',
  }
}

/** Which organization everything below is about. The choice stands in the address. */
export function OrganizationSwitcher() {
  const { home } = useSession()
  const [state, setState] = usePageState()
  const [opened, setOpened] = useState(false)
  const narrow = useNarrow()
  const scope = state.organization && state.organization !== home.id ? state.organization : null
  const { data: chosen } = useQuery({
    queryKey: ['organization', scope],
    queryFn: () => api.get<{ name: string; descendants_count: number }>(`/organizations/${scope ?? ''}`),
    enabled: scope !== null,
    staleTime: 30_000,
  })
  const name = scope ? (chosen?.name ?? '…') : home.name
  const { data: navigation } = useQuery(navigationQuery(state.organization))
  const size =
    navigation?.organizations ?? (scope ? (chosen?.descendants_count ?? 0) + 1 : home.organization_count)

  const pick = (line: Line) => {
    setOpened(false)
    if (line.id !== home.id) remember('organizations', { id: line.id, name: line.name })
    setState(
      { organization: line.id === home.id ? undefined : line.id, page: undefined, selected: undefined },
      true,
    )
  }

  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position={narrow ? 'bottom' : 'bottom-start'}
      width={narrow ? 256 : 340}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <button
          type="button"
          className={classes.target}
          onClick={() => {
            setOpened((open) => !open)
          }}
        >
          <span className={classes.badge} aria-hidden>
            {initials(name)}
          </span>
          <span style={{ minWidth: 0, flex: 1 }}>
            <span className={`${classes.name ?? ''} cut`} style={{ display: 'block' }}>
              {name}
            </span>
            <span className={classes.note}>{plural(size, 'organization')}</span>
            <span className="unseen">Switch organization</span>
          </span>
          <IconSelector size={16} color="var(--w-dim)" aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        {opened ? <Choices onPick={pick} current={scope ?? home.id} /> : null}
      </Popover.Dropdown>
    </Popover>
  )
}

function useLines(
  search: string,
  parent: { id: string; name: string } | null,
): { lines: Line[]; total: number } {
  const { home } = useSession()
  const { data } = useQuery({
    queryKey: ['switcher', search, parent?.id ?? home.id],
    queryFn: () =>
      api.get<Switcher>('/organizations/switcher', search ? { search } : { parent: parent?.id ?? home.id }),
    placeholderData: keepPreviousData,
  })
  const found = (data?.items ?? []).map(lineOf)
  if (search) return { lines: found, total: data?.total ?? 0 }
  if (parent) {
    return {
      lines: [
        { id: parent.id, name: parent.name, path: 'All of it', children: 0, kind: 'up' as const },
        ...found,
      ],
      total: data?.total ?? 0,
    }
  }
  const lately = recent('organizations').map((item): Line => ({
    id: item.id,
    name: item.name,
    path: '',
    children: 0,
    kind: 'recent',
  }))
  const root: Line = { id: home.id, name: home.name, path: 'Everything', children: 0, kind: 'home' }
  return { lines: [root, ...lately, ...found.filter((line) => line.id !== home.id)], total: data?.total ?? 0 }
}

function Choices({ onPick, current }: { onPick: (line: Line) => void; current: string }) {
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text.trim(), 150)
  const [way, setWay] = useState<{ id: string; name: string }[]>([])
  const [active, setActive] = useState(0)
  const { lines, total } = useLines(search, way[way.length - 1] ?? null)
  const at = Math.min(active, Math.max(0, lines.length - 1))

  const into = (line: Line) => {
    setWay([...way, { id: line.id, name: line.name }])
    setText('')
    setActive(0)
  }
  const onKey = (event: React.KeyboardEvent<HTMLInputElement>) => {
    if (isComposing(event)) return
    const line = lines[at]
    if (event.key === 'ArrowDown') setActive(Math.min(lines.length - 1, at + 1))
    else if (event.key === 'ArrowUp') setActive(Math.max(0, at - 1))
    else if (event.key === 'ArrowRight' && text === '' && line && line.children > 0) into(line)
    else if (event.key === 'ArrowLeft' && text === '' && way.length > 0) setWay(way.slice(0, -1))
    else if (event.key === 'Enter' && line) onPick(line)
    else return
    event.preventDefault()
  }

  return (
    <div>
      <TextInput
        data-autofocus
        aria-label="Search organizations"
        placeholder="Search organizations"
        role="combobox"
        aria-expanded
        aria-controls="switcher-list"
        aria-activedescendant={lines[at] ? `switcher-${String(at)}` : undefined}
        leftSection={<IconSearch size={15} />}
        p={8}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setActive(0)
        }}
        onKeyDown={onKey}
      />
      <ul className={classes.list} id="switcher-list" role="listbox" aria-label="Organizations">
        {lines.map((line, index) => {
          const previous = lines[index - 1]
          const heading =
            line.kind === previous?.kind
              ? null
              : line.kind === 'recent'
                ? 'Recent'
                : line.kind === 'item' && !search && !way.length
                  ? 'All'
                  : null
          return (
            <li key={`${line.kind}-${line.id}`} role="presentation">
              {heading ? (
                <div className={classes.heading} role="presentation">
                  {heading}
                </div>
              ) : null}
              <div
                id={`switcher-${String(index)}`}
                role="option"
                aria-selected={index === at}
                data-current={line.id === current || undefined}
                className={classes.option}
                ref={(element) => {
                  if (index === at) element?.scrollIntoView({ block: 'nearest' })
                }}
                onMouseMove={() => {
                  setActive(index)
                }}
                onClick={() => {
                  onPick(line)
                }}
              >
                {line.kind === 'up' ? (
                  <span
                    className={classes.more}
                    style={{ margin: 0 }}
                    onClick={(event) => {
                      event.stopPropagation()
                      setWay(way.slice(0, -1))
                    }}
                  >
                    <IconChevronLeft size={14} />
                  </span>
                ) : null}
                <span style={{ minWidth: 0 }}>
                  <b className="cut" style={{ display: 'block' }}>
                    {line.name}
                  </b>
                  {line.path ? <span className={`${classes.path ?? ''} cut`}>{line.path}</span> : null}
                </span>
                {line.children > 0 ? (
                  <span
                    className={classes.more}
                    title={`Show the ${plural(line.children, 'organization')} below`}
                    onClick={(event) => {
                      event.stopPropagation()
                      into(line)
                    }}
                  >
                    {line.children}
                    <IconChevronRight size={14} />
                  </span>
                ) : null}
              </div>
            </li>
          )
        })}
        {lines.length === 0 ? (
          <li className={classes.heading}>No organization has “{search}” in its name</li>
        ) : null}
      </ul>
      <div className={classes.keys}>
        {total > 50 ? `The first 50 of ${String(total)}; type to narrow. ` : ''}↑ ↓ move, → goes into, ← back,
        Enter picks
      </div>
    </div>
  )
}
