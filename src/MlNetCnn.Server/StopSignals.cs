using System.Runtime.InteropServices;
using MlNetCnn.Cli;

namespace MlNetCnn.Server;

/// <summary>
/// Ctrl+C and SIGTERM: the first one stops the server, which still answers what it has accepted; the second one ends the process at once.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private IHostApplicationLifetime? _lifetime;
    private int _exitCode;

    /// <summary>Listens for signals until disposed.</summary>
    public StopSignals()
    {
        Listen(PosixSignal.SIGINT, ExitCode.Interrupted);
        Listen(PosixSignal.SIGTERM, ExitCode.Terminated);
    }

    /// <summary>The exit code of the signal that was received first, or 0.</summary>
    public int Received
    {
        get
        {
            lock (_lock)
            {
                return _exitCode;
            }
        }
    }

    /// <summary>Stops an application at the first signal. Before this call, the first signal ends the process.</summary>
    /// <param name="lifetime">The lifetime of the application.</param>
    public void Stop(IHostApplicationLifetime lifetime)
    {
        lock (_lock)
        {
            _lifetime = lifetime;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void Listen(PosixSignal signal, int exitCode) => _registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        bool isFirst;
        lock (_lock)
        {
            isFirst = _exitCode == 0 && _lifetime is not null;
            _exitCode = _exitCode == 0 ? exitCode : _exitCode;
        }

        if (!isFirst)
        {
            NativeEnvironment.Exit(exitCode);
        }

        _lifetime!.StopApplication();
    }));
}
