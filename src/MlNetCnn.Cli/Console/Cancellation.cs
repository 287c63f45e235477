using System.Runtime.InteropServices;

namespace MlNetCnn.Cli;

/// <summary>
/// Turns Ctrl+C, SIGTERM and the SIGHUP of a terminal that is closed into a cancelled token, so that work ends at a safe border. A second Ctrl+C or
/// SIGTERM stops the process at once.
/// </summary>
internal sealed class Cancellation : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signals;

    /// <summary>Cancelled at the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The exit code of the signal that came; <see cref="ExitCode.Interrupted"/> where none did.</summary>
    public int SignalExitCode { get; private set; } = ExitCode.Interrupted;

    /// <summary>Starts to listen for signals, until disposed.</summary>
    /// <param name="error">Standard error, where the first Ctrl+C is answered at once: work may take a while to come to a border.</param>
    public static Cancellation OnSignals(TextWriter error)
    {
        var cancellation = new Cancellation();
        cancellation.Listen(
            PosixSignal.SIGINT, ExitCode.Interrupted, () => error.WriteLine("Stopping at the next safe point; Ctrl+C again stops at once."));
        cancellation.Listen(PosixSignal.SIGTERM, ExitCode.Terminated, () => { });
        cancellation.Listen(PosixSignal.SIGHUP, ExitCode.HungUp, () => { });
        return cancellation;
    }

    /// <summary>Cancels as a signal does.</summary>
    /// <param name="exitCode">The exit code that the signal stands for.</param>
    public void Cancel(int exitCode)
    {
        SignalExitCode = exitCode;
        _source.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _source.Dispose();
    }

    private void Listen(PosixSignal signal, int exitCode, Action answer) =>
        _registrations.Add(PosixSignalRegistration.Create(signal, context =>
        {
            // Left uncancelled, the signal does what it does by default: it ends the process. Two may be handled at the same time.
            // Shells pass on the SIGHUP that the system has sent already.
            var isFirst = Interlocked.Increment(ref _signals) == 1;
            context.Cancel = isFirst || signal == PosixSignal.SIGHUP;
            if (isFirst)
            {
                answer();
                Cancel(exitCode);
            }
        }));
}
