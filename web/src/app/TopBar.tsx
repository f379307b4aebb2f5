import { ActionIcon, Modal, Skeleton } from '@mantine/core'
import { Link, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { JobsMenu } from '../jobs/JobsMenu'
import { useCurrentCrumbs } from './crumbs'
import { IconChevronRight, IconMenu, IconSearch } from './icons'
import { Notices } from './Notices'
import classes from './Shell.module.css'

const loadGoTo = () => import('../search/GoTo')
const GoTo = lazy(async () => ({ default: (await loadGoTo()).GoTo }))

export function TopBar({ onMenu }: { onMenu: (() => void) | undefined }) {
  const crumbs = useCurrentCrumbs()
  const [searching, setSearching] = useState(false)
  useEffect(() => {
    // Whoever types right after Ctrl K loses no letter to the loading of the dialog.
    const timer = window.setTimeout(() => void loadGoTo(), 600)
    return () => {
      window.clearTimeout(timer)
    }
  }, [])
  const path = useRouterState({ select: (state) => state.location.href })

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        setSearching((open) => !open)
      }
    }
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('keydown', onKey)
    }
  }, [])
  useEffect(() => {
    setSearching(false)
  }, [path])

  return (
    <section className={classes.bar} aria-label="Top bar">
      {onMenu ? (
        <ActionIcon aria-label="Open navigation" onClick={onMenu} size={36}>
          <IconMenu size={19} />
        </ActionIcon>
      ) : null}
      <nav aria-label="Breadcrumb" style={{ flex: 1, minWidth: 0 }}>
        <ol className={classes.crumbs}>
          {crumbs.map((crumb, index) => {
            const last = index === crumbs.length - 1
            return (
              <li key={`${String(index)}${crumb.label}`} aria-current={last ? 'page' : undefined}>
                {crumb.to && !last ? <Link to={crumb.to}>{crumb.label}</Link> : <span>{crumb.label}</span>}
                {last ? null : <IconChevronRight size={14} color="var(--w-dim)" aria-hidden />}
              </li>
            )
          })}
        </ol>
      </nav>
      <button
        type="button"
        className={classes.goto}
        title="Page, organization, connection, action or variable"
        aria-keyshortcuts="Control+K"
        onClick={() => {
          setSearching(true)
        }}
      >
        <IconSearch size={15} aria-hidden />
        <span>Go to…</span>
        <kbd aria-hidden>Ctrl K</kbd>
      </button>
      <JobsMenu />
      <Notices />
      <Modal
        opened={searching}
        onClose={() => {
          setSearching(false)
        }}
        withCloseButton={false}
        centered={false}
        yOffset="12vh"
        size={620}
        padding={0}
        title="Go to"
        classNames={{ header: 'unseen' }}
      >
        <Suspense fallback={<Skeleton h={320} />}>
          <GoTo
            onDone={() => {
              setSearching(false)
            }}
          />
        </Suspense>
      </Modal>
    </section>
  )
}
