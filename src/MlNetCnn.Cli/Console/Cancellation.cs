using System.Runtime.InteropServices;

namespace MlNetCnn.Cli;

/// <summary>
/// Cancels a token on Ctrl+C, SIGTERM and the SIGHUP of a closed terminal, so that work stops at a safe point. A second Ctrl+C or SIGTERM stops the
/// process immediately.
/// </summary>
internal sealed class Cancellation : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signals;

    /// <summary>The token that the first signal cancels.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The exit code of the received signal; <see cref="ExitCode.Interrupted"/> before one is received.</summary>
    public int SignalExitCode { get; private set; } = ExitCode.Interrupted;

    /// <summary>Listens for signals until disposed.</summary>
    /// <param name="error">Standard error, which receives an immediate response to the first Ctrl+C: work may take a while to stop.</param>
    public static Cancellation OnSignals(TextWriter error)
    {
        var cancellation = new Cancellation();
        cancellation.Listen(
            PosixSignal.SIGINT, ExitCode.Interrupted, () => error.WriteLine("Stopping at the next safe point; press Ctrl+C again to stop immediately."));
        cancellation.Listen(PosixSignal.SIGTERM, ExitCode.Terminated, () => { });
        cancellation.Listen(PosixSignal.SIGHUP, ExitCode.HungUp, () => { });
        return cancellation;
    }

    /// <summary>Cancels the token like a signal.</summary>
    /// <param name="exitCode">The exit code of the signal.</param>
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
            // A signal that is not canceled ends the process, its default action. Two signals may be handled at the same time.
            // Shells send SIGHUP again after the system has sent it.
            var isFirst = Interlocked.Increment(ref _signals) == 1;
            context.Cancel = isFirst || signal == PosixSignal.SIGHUP;
            if (isFirst)
            {
                answer();
                Cancel(exitCode);
            }
        }));
}
