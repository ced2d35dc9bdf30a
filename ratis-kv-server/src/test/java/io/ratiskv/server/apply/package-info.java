/** Tests of the replicated state as a whole: scripts to read, properties against plain models, and damage. */
@NullMarked
package io.ratiskv.server.apply;

import org.jspecify.annotations.NullMarked;
