using MlNetCnn.Cli;

NativeEnvironment.DisableRuntimeTelemetry();
var console = new CommandConsole(StandardStreams.OpenOutput(), StandardStreams.OpenError()) { ErrorIsTerminal = !Console.IsErrorRedirected };
using var cancellation = Cancellation.OnSignals(console.Error);
return await CommandLine.RunAsync(args, console, cancellation);
