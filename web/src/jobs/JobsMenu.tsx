import { Button, Popover, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Job } from '../api/contract'
import { IconJob } from '../app/icons'
import { useNarrow } from '../parts/useNarrow'
import classes from './JobsMenu.module.css'
import { JobLine } from './JobLine'
import { openJobsQuery } from './queries'

/** The jobs at the top: what runs, how far it is, how it ended. Absent while there is nothing to tell. */
export function JobsMenu() {
  const { data } = useQuery(openJobsQuery)
  const narrow = useNarrow()
  const [opened, setOpened] = useState(false)
  const jobs = data?.items ?? []
  const running = jobs.filter((job) => ['waiting', 'running'].includes(job.state))
  if (jobs.length === 0) return null
  const words = running.length ? `${String(running.length)} running` : 'Jobs'
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width={narrow ? 320 : 400}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          px={8}
          h={36}
          aria-expanded={opened}
          aria-label={`Jobs: ${running.length ? `${String(running.length)} running` : 'none running'}`}
          onClick={() => {
            setOpened((open) => !open)
          }}
        >
          <Share jobs={running} />
          {narrow ? null : <span style={{ marginLeft: 7, fontWeight: 500 }}>{words}</span>}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label="Jobs">
        <div className={classes.head}>
          <h2 tabIndex={-1} data-autofocus>
            Jobs
          </h2>
          <Link
            to="/jobs"
            onClick={() => {
              setOpened(false)
            }}
          >
            All jobs
          </Link>
        </div>
        <ul className={classes.list}>
          {jobs.slice(0, 12).map((job) => (
            <li key={job.id}>
              <JobLine job={job} />
            </li>
          ))}
        </ul>
        {jobs.length > 12 ? (
          <Text c="dimmed" fz={12} p={10}>
            and {jobs.length - 12} more
          </Text>
        ) : null}
      </Popover.Dropdown>
    </Popover>
  )
}

/** A ring that fills with the share that is done; the plain sign while nothing runs. */
function Share({ jobs }: { jobs: Job[] }) {
  const known = jobs.filter((job) => job.progress.total)
  const total = known.reduce((sum, job) => sum + (job.progress.total ?? 0), 0)
  const done = known.reduce((sum, job) => sum + job.progress.done, 0)
  if (jobs.length === 0) return <IconJob size={18} stroke={1.7} />
  const share = total > 0 ? Math.min(1, done / total) : 0.15
  const around = 2 * Math.PI * 7
  return (
    <svg width={18} height={18} viewBox="0 0 18 18" aria-hidden>
      <circle cx={9} cy={9} r={7} fill="none" stroke="var(--w-line-strong)" strokeWidth={2.5} />
      <circle
        cx={9}
        cy={9}
        r={7}
        fill="none"
        stroke="var(--w-accent)"
        strokeWidth={2.5}
        strokeDasharray={`${String(share * around)} ${String(around)}`}
        transform="rotate(-90 9 9)"
      />
    </svg>
  )
}
