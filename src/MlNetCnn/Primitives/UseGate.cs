namespace MlNetCnn.Primitives;

/// <summary>
/// Keeps native memory until the calls that use it have ended: whoever disposes waits for them, and calls that come later are refused.
/// </summary>
/// <param name="owner">The class that is disposed, for the message.</param>
[SharedInternal]
internal sealed class UseGate(Type owner)
{
    private readonly object _state = new();
    private int _uses;
    private bool _closed;

    /// <summary>Begins a use; what is returned ends it.</summary>
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

    /// <summary>Refuses calls from here on and waits until none is running.</summary>
    /// <returns>Whether this is the first time, so that the caller is to free what was used.</returns>
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

    /// <summary>A call that is running.</summary>
    /// <param name="gate">Told when it ends.</param>
    internal readonly struct Use(UseGate gate) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => gate.Leave();
    }
}
