// What goes wrong around the program, and what people see then (docs/contributors/failures.md has the whole list).
// All at once: after kill -9 a job waits half a minute for its lease, and the others fill that time.
import { after, describe } from 'node:test'

import { definition } from './failures/definition.mjs'
import { files } from './failures/files.mjs'
import { killed } from './failures/killed.mjs'
import { storage } from './failures/storage.mjs'
import { together } from './failures/together.mjs'
import { stopVendors } from './vendor.mjs'

after(stopVendors)

describe('failures', { concurrency: 5 }, () => {
  killed()
  storage()
  together()
  files()
  definition()
})
