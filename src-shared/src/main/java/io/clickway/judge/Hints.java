package io.clickway.judge;

import io.clickway.agent.Agent;
import io.clickway.event.proto.Method;

/**
 * All that a click is judged by.
 *
 * @param isDataCentre whether the client's address lies in a range where machines stand; false without a list
 * @param isOverRate whether the client's address has asked more often than people do
 */
public record Hints(Method method, Agent agent, Purpose purpose, boolean isDataCentre, boolean isOverRate) {}
