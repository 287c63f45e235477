using System.CommandLine;
using System.Diagnostics;

namespace MlNetCnn.ServingTests;

/// <summary><c>dispose</c>: a classifier is disposed while other threads score with it, in a process of its own.</summary>
internal static class DisposeTest
{
    private static readonly Option<int> Rounds = new("--rounds") { Description = "Rounds.", DefaultValueFactory = _ => 100 };
    private static readonly Option<int> Threads = new("--threads") { Description = "Threads that score.", DefaultValueFactory = _ => 2 };
    private static readonly Option<int> Seed = new("--seed") { Description = "The seed of the times.", DefaultValueFactory = _ => 1 };

    public static Command Create()
    {
        var command = new Command("dispose", "Two threads score while the classifier is disposed, 100 times.") { Rounds, Threads, Seed };
        command.SetAction((options, token) => RunAsync(options, token));
        return command;
    }

    /// <summary><c>dispose-child</c>: the process that must survive.</summary>
    public static Command CreateChild()
    {
        var model = new Option<string>("--model") { Description = "The model.", Required = true };
        var photo = new Option<string>("--photo") { Description = "The image.", Required = true };
        var command = new Command("dispose-child", "Disposes classifiers; 'dispose' starts it.") { model, photo, Rounds, Threads, Seed };
        command.SetAction(options => DisposeAll(
            options.GetRequiredValue(model), options.GetRequiredValue(photo), options.GetValue(Rounds), options.GetValue(Threads), options.GetValue(Seed)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult options, CancellationToken token)
    {
        var context = new TestContext(options);
        var report = new Report("dispose");
        var model = await context.SmallModelAsync();
        string[] command =
        [
            .. ServerProcess.Self, "dispose-child", "--model", model, "--photo", context.Photo,
            "--rounds", Report.Text($"{options.GetValue(Rounds)}"),
            "--threads", Report.Text($"{options.GetValue(Threads)}"),
            "--seed", Report.Text($"{options.GetValue(Seed)}"),
        ];
        var info = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true };
        info.Environment["ORT_DISABLE_TELEMETRY"] = "1";
        using var process = Process.Start(info)!;
        var output = await process.StandardOutput.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        report.Figure("rounds, threads", $"{options.GetValue(Rounds)}, {options.GetValue(Threads)}");
        report.Figure("the process", $"{output.Trim()}");
        report.Check("exit code", $"{process.ExitCode}", $"0", process.ExitCode == 0);
        return report.Finish();
    }

    private static int DisposeAll(string model, string photo, int rounds, int threads, int seed)
    {
        var random = new Random(seed);
        var image = File.ReadAllBytes(photo);
        var (predictions, refused) = (0, 0);
        for (var round = 0; round < rounds; round++)
        {
            var classifier = ImageClassifier.Load(model);
            // Half of them await, the others block.
            var scoring = Enumerable.Range(0, threads).Select(thread => Task.Factory.StartNew(
                () => Score(classifier, thread % 2 == round % 2),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)).ToArray();
            // After some predictions, so that disposing falls into others at any point of them.
            var goal = Volatile.Read(ref predictions) + random.Next(6);
            SpinWait.SpinUntil(() => Volatile.Read(ref predictions) >= goal, TimeSpan.FromSeconds(30));
            classifier.Dispose();
            if (!Task.WaitAll(scoring, TimeSpan.FromSeconds(30)))
            {
                Console.Error.WriteLine($"round {round}: a thread still waits for a classifier that was disposed");
                return 1;
            }
        }

        Console.WriteLine($"{predictions} predictions, {refused} times ObjectDisposedException");
        return refused == rounds * threads ? 0 : 1;

        void Score(ImageClassifier classifier, bool wait)
        {
            try
            {
                while (true)
                {
                    _ = wait ? classifier.PredictAsync(image).GetAwaiter().GetResult() : classifier.Predict(image);
                    Interlocked.Increment(ref predictions);
                }
            }
            catch (ObjectDisposedException)
            {
                Interlocked.Increment(ref refused);
            }
        }
    }
}
