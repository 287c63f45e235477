using MlNetCnn.Cli;
using MlNetCnn.Server;

NativeEnvironment.DisableRuntimeTelemetry();
using var signals = new StopSignals();
return await ServerProgram.RunAsync(args, signals);
