import { Skeleton } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { Organization } from '../api/contract'
import { IconChevronDown, IconChevronRight } from '../app/icons'
import { usePageState } from '../app/pageState'
import { useSession } from '../app/session'
import { Chip } from '../parts/Chip'
import { Panel } from '../parts/Page'
import { ProblemNote } from '../parts/ProblemNote'
import { count } from '../parts/words'
import classes from './OrganizationsPage.module.css'
import { childrenQuery, organizationQuery } from './queries'

interface Line {
  organization: Organization
  level: number
  open: boolean
  /** A line that brings further children of the organization: how many there are. */
  more: number | null
}

/** The tree, a level at a time: arrows move, right opens, left closes, Enter shows the organization. */
export function OrganizationTree() {
  const { home } = useSession()
  const [state, setState] = usePageState()
  const root = useQuery(organizationQuery(state.organization ?? home.id))
  const rootId = root.data?.id
  const [open, setOpen] = useState<ReadonlyMap<string, number>>(new Map())
  const opened = [...(rootId && !open.has(rootId) ? [[rootId, 1] as const] : []), ...open]
  const pages = opened.flatMap(([id, number]) =>
    Array.from({ length: number }, (_, page) => ({ id, page: page + 1 })),
  )
  const fetched = useQueries({ queries: pages.map(({ id, page }) => childrenQuery(id, page)) })
  const [active, setActive] = useState(0)
  const list = useRef<HTMLUListElement>(null)
  const wanted = useRef(false)

  const below = new Map<string, { items: Organization[]; total: number }>()
  pages.forEach(({ id }, index) => {
    const data = fetched[index]?.data
    if (!data) return
    const old = below.get(id)
    below.set(id, { items: [...(old?.items ?? []), ...data.items], total: data.total })
  })
  const lines: Line[] = []
  const collect = (organization: Organization, level: number) => {
    const children = below.get(organization.id)
    lines.push({ organization, level, open: children !== undefined, more: null })
    for (const child of children?.items ?? []) collect(child, level + 1)
    const left = (children?.total ?? 0) - (children?.items.length ?? 0)
    if (left > 0) lines.push({ organization, level: level + 1, open: false, more: left })
  }
  if (root.data) collect(root.data, 1)

  useEffect(() => {
    if (!wanted.current) return
    list.current?.querySelector<HTMLElement>(`[data-line="${String(active)}"]`)?.focus()
    wanted.current = false
  }, [active])

  const toggle = (line: Line, to: boolean) => {
    if (line.more !== null || line.organization.children_count === 0) return
    const next = new Map(open)
    if (to) next.set(line.organization.id, 1)
    else if (line.organization.id === rootId) next.set(rootId, 0)
    else next.delete(line.organization.id)
    setOpen(next)
  }
  const choose = (line: Line) => {
    const { id } = line.organization
    if (line.more === null) setState({ selected: id })
    else setOpen(new Map(open).set(id, (open.get(id) ?? 1) + 1))
  }
  const moveTo = (index: number) => {
    wanted.current = true
    setActive(Math.max(0, Math.min(lines.length - 1, index)))
  }
  const onKey = (event: KeyboardEvent, line: Line, index: number) => {
    const keys: Record<string, () => void> = {
      ArrowDown: () => {
        moveTo(index + 1)
      },
      ArrowUp: () => {
        moveTo(index - 1)
      },
      Home: () => {
        moveTo(0)
      },
      End: () => {
        moveTo(lines.length - 1)
      },
      ArrowRight: () => {
        if (line.open) moveTo(index + 1)
        else toggle(line, true)
      },
      ArrowLeft: () => {
        if (line.open) toggle(line, false)
        else moveTo(lines.findLastIndex((each, at) => at < index && each.level < line.level))
      },
      Enter: () => {
        choose(line)
      },
    }
    const act = keys[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }

  if (root.error) return <ProblemNote error={root.error} />
  if (!root.data) return <Skeleton h={400} radius={10} />
  return (
    <Panel bare>
      <ul className={classes.tree} role="tree" aria-label="Organizations" ref={list}>
        {lines.map((line, index) => {
          const { organization } = line
          const more = line.more
          return (
            <li key={more === null ? organization.id : `more-${organization.id}`} role="none">
              <div
                role="treeitem"
                data-line={index}
                className={classes.node}
                style={{ paddingLeft: 8 + (line.level - 1) * 22 }}
                aria-level={line.level}
                aria-expanded={more === null && organization.children_count > 0 ? line.open : undefined}
                aria-selected={more === null && state.selected === organization.id}
                tabIndex={index === Math.min(active, lines.length - 1) ? 0 : -1}
                onFocus={() => {
                  setActive(index)
                }}
                onKeyDown={(event) => {
                  onKey(event, line, index)
                }}
                onClick={() => {
                  choose(line)
                }}
              >
                {more === null ? (
                  <Name
                    line={line}
                    onToggle={() => {
                      toggle(line, !line.open)
                    }}
                  />
                ) : (
                  <span style={{ color: 'var(--w-accent)', paddingLeft: 24 }}>
                    Show {count(Math.min(100, more))} of {count(more)} more
                  </span>
                )}
              </div>
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}

function Name({ line, onToggle }: { line: Line; onToggle: () => void }) {
  const { organization } = line
  return (
    <>
      <span
        className={classes.twist}
        onClick={(event) => {
          event.stopPropagation()
          onToggle()
        }}
      >
        {organization.children_count === 0 ? null : line.open ? (
          <IconChevronDown size={15} />
        ) : (
          <IconChevronRight size={15} />
        )}
      </span>
      <b style={{ fontWeight: 500 }} className="cut">
        {organization.name}
      </b>
      {organization.descendants_count > 0 ? (
        <span className="dim figures">{count(organization.descendants_count)}</span>
      ) : null}
      {organization.enabled ? null : <Chip>disabled</Chip>}
      {organization.tags.map((tag) => (
        <Chip key={tag}>{tag}</Chip>
      ))}
    </>
  )
}
