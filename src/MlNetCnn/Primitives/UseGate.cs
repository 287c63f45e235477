namespace MlNetCnn.Primitives;

/// <summary>
/// Keeps native memory alive until the calls that use it have ended: disposal waits for them, and later calls throw.
/// </summary>
/// <param name="owner">The class that owns the memory, for the message.</param>
[SharedInternal]
internal sealed class UseGate(Type owner)
{
    private readonly object _state = new();
    private int _uses;
    private bool _closed;

    /// <summary>Begins a use; disposing the result ends it.</summary>
    /// <exception cref="ObjectDisposedException">The owner was disposed.</exception>
    public Use Enter()
    {
        lock (_state)
        {
            ObjectDisposedException.ThrowIf(_closed, owner);
            _uses++;
        }

        return new Use(this);
    }

    /// <summary>Rejects further calls and waits until none is running.</summary>
    /// <returns>Whether this is the first call, so that the caller must free the memory.</returns>
    public bool Close()
    {
        lock (_state)
        {
            var isFirst = !_closed;
            _closed = true;
            while (_uses > 0)
            {
                Monitor.Wait(_state);
            }

            return isFirst;
        }
    }

    private void Leave()
    {
        lock (_state)
        {
            if (--_uses == 0)
            {
                Monitor.PulseAll(_state);
            }
        }
    }

    /// <summary>A running call.</summary>
    /// <param name="gate">The gate to notify when it ends.</param>
    internal readonly struct Use(UseGate gate) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => gate.Leave();
    }
}
