/**
 * Ways to break things: signals, firewall rules, small and failing disks. Each leaves a way to undo it. Never touches anything
 * outside of the namespaces or the processes of the system under test.
 */
@NullMarked
package io.clickway.e2e.fault;

import org.jspecify.annotations.NullMarked;
