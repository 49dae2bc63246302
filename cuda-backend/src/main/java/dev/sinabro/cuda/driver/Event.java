package dev.sinabro.cuda.driver;

import jcuda.driver.CUevent;
import jcuda.driver.JCudaDriver;

/** A mark in the work of a stream: {@link Stream#record} sets it. */
public final class Event extends Handle {
  private final CUevent event;

  Event(Context context, CUevent event) {
    super(context);
    this.event = event;
  }

  CUevent raw() {
    return event;
  }

  /** The time between two timed events that were recorded and reached; {@link #synchronize} waits for that. */
  public double microsecondsSince(Event earlier) {
    context().makeCurrent();
    float[] milliseconds = new float[1];
    Status.check(JCudaDriver.cuEventElapsedTime(milliseconds, earlier.event, event), "reading the time between events");
    return milliseconds[0] * 1e3;
  }

  /** Waits until the work before it is done. */
  public void synchronize() {
    context().makeCurrent();
    Status.check(JCudaDriver.cuEventSynchronize(event), "waiting for an event");
  }

  @Override
  void release() {
    JCudaDriver.cuEventDestroy(event);
  }
}
