import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Job } from '../api/contract'
import { Time } from '../parts/Time'
import { failed } from '../parts/toast'
import classes from './JobsMenu.module.css'
import { jobProgress, jobResult } from './jobWords'
import { cancelJob } from './queries'

/** One job: its title, what it does in figures or how it ended, and the way to stop it. */
export function JobLine({ job, linked = true }: { job: Job; linked?: boolean }) {
  const [stopping, setStopping] = useState(false)
  const open = ['waiting', 'running'].includes(job.state)
  const { done, total } = job.progress
  const share = total ? Math.min(100, Math.round((done / total) * 100)) : null

  const stop = async () => {
    setStopping(true)
    try {
      await cancelJob(job.id)
    } catch (error) {
      setStopping(false)
      failed(error)
    }
  }

  return (
    <div className={classes.line}>
      <div className={classes.top}>
        {linked ? (
          <Link to="/jobs/$job" params={{ job: job.id }} className="cut">
            {job.title}
          </Link>
        ) : (
          <b className="cut">{job.title}</b>
        )}
        {open && job.cancellable ? (
          <Button size="compact-xs" variant="default" loading={stopping} onClick={() => void stop()}>
            Cancel
          </Button>
        ) : (
          <span className="dim" style={{ fontSize: 12, whiteSpace: 'nowrap' }}>
            {job.ended_at ? <Time at={job.ended_at} /> : null}
          </span>
        )}
      </div>
      {open ? (
        <div
          className={classes.track}
          role="progressbar"
          aria-label={job.title}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={share ?? undefined}
          aria-valuetext={jobProgress(job)}
        >
          <div className={classes.fill} style={{ width: `${String(share ?? 8)}%` }} />
        </div>
      ) : null}
      <div className={classes.text} data-state={job.state}>
        {open ? jobProgress(job) : jobResult(job)}
      </div>
    </div>
  )
}
