// The version that the API tells of itself: the one whose recorded answers it is held to.

/** The answer of `/version`. */
export const serverVersion = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.2',
  gitCommit: '$Format:%H$',
  gitTreeState: '',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'go1.27.3',
  compiler: 'gc',
  platform: 'linux/amd64',
} as const
