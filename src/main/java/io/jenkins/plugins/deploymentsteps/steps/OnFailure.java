package io.jenkins.plugins.deploymentsteps.steps;

/** What becomes of what a deployment applied when it fails. */
enum OnFailure {
    /** It stays as it is, to be looked at. */
    KEEP,
    /** The whole set goes back to what was deployed before. */
    ROLLBACK
}
