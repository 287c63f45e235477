using Xunit;

namespace MlNetCnn.Cli.Tests;

public class PlainProgressTests
{
    private readonly StringWriter _text = new() { NewLine = "\n" };
    private readonly ManualClock _clock = new();

    [Fact]
    public void Report_ManySteps_WritesALineEveryFewSecondsAndOneAtTheEnd()
    {
        var progress = new PlainProgress(_text, _clock);
        for (var done = 0; done <= 120; done++)
        {
            progress.Report(new TrainingProgress("features", done, 120, "images"));
            _clock.Advance(TimeSpan.FromSeconds(0.1));
        }

        Assert.Equal(
            "features: 50/120 images, 10.0 images/s, 7 s left\n"
            + "features: 100/120 images, 10.0 images/s, 2 s left\n"
            + "features: 120 images, 10.0 images/s, 12.0 s\n",
            _text.ToString());
    }

    [Fact]
    public void Report_UnknownTotal_WritesNoTimeLeft()
    {
        var progress = new PlainProgress(_text, _clock);
        progress.Report(new TrainingProgress("predict", 0, null, "images"));
        _clock.Advance(TimeSpan.FromSeconds(10));
        progress.Report(new TrainingProgress("predict", 5, null, "images"));

        Assert.Equal("predict: 5 images, 0.5 images/s, 10.0 s\n", _text.ToString());
    }

    [Fact]
    public void Report_AnEpoch_WritesItsFiguresTheBestOneAndWhatRemainsOfAll()
    {
        var progress = new PlainProgress(_text, _clock);
        var best = new EpochRecord(1, 0.5, 0.4, 0.9, 0.9, 0.01, 2);
        progress.Report(new TrainingProgress("training", 1, 3, "epochs") { Epoch = best, BestEpoch = best, Remaining = TimeSpan.FromSeconds(4) });
        progress.Report(new TrainingProgress("epoch 2 of 3", 10, 100, "images") { Remaining = TimeSpan.FromMinutes(90) });
        _clock.Advance(TimeSpan.FromSeconds(10));
        progress.Report(new TrainingProgress("epoch 2 of 3", 20, 100, "images") { Remaining = TimeSpan.FromMinutes(90) });
        progress.Report(new TrainingProgress("training", 2, 2, "epochs") { Epoch = best with { Epoch = 2, ValidationAccuracy = 0.8 }, BestEpoch = best, Remaining = TimeSpan.Zero });

        Assert.Equal(
            "epoch 1: loss 0.500, validation loss 0.400, accuracy 90.0 %, 2.0 s; best so far; 4 s left in total\n"
            + "epoch 2 of 3: 20/100 images, 2.0 images/s, 90 min left in total\n"
            + "epoch 2: loss 0.500, validation loss 0.400, accuracy 80.0 %, 2.0 s; best so far: epoch 1\n",
            _text.ToString());
    }

    private sealed class ManualClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
