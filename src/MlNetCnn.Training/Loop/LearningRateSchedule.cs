using System.Globalization;

namespace MlNetCnn.Training;

/// <summary>What the learning rates are multiplied by at each step.</summary>
/// <param name="kind">The shape.</param>
/// <param name="totalSteps">Steps of the whole training.</param>
/// <param name="stepsPerEpoch">Steps of an epoch.</param>
/// <param name="warmUp">The part over which <see cref="ScheduleKind.Cosine"/> rises, 0..0.9.</param>
internal sealed class LearningRateSchedule(ScheduleKind kind, int totalSteps, int stepsPerEpoch, double warmUp)
{
    private const double OneCycleStart = 1.0 / 25;
    private const double OneCycleRise = 0.3;
    private const double PlateauFactor = 0.1;
    private const int PlateauPatience = 3;

    private double _plateauFactor = 1;
    private double? _best;
    private int _sinceBest;

    /// <summary>What a plateau remembers, for a checkpoint.</summary>
    public string State
    {
        get => string.Create(CultureInfo.InvariantCulture, $"{_plateauFactor:R} {_sinceBest} {_best:R}");
        set
        {
            var parts = value.Split(' ');
            _plateauFactor = double.Parse(parts[0], CultureInfo.InvariantCulture);
            _sinceBest = int.Parse(parts[1], CultureInfo.InvariantCulture);
            _best = parts[2].Length == 0 ? null : double.Parse(parts[2], CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The factor of a step.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <returns>0..1.</returns>
    public double FactorAt(int step)
    {
        var done = Math.Clamp((double)step / Math.Max(1, totalSteps), 0, 1);
        var epochs = Math.Max(1.0, (double)totalSteps / stepsPerEpoch);
        return kind switch
        {
            ScheduleKind.Cosine => done < warmUp ? (step + 1) / Math.Max(1, warmUp * totalSteps) is < 1 and var rise ? rise : 1
                : Fall((done - warmUp) / (1 - warmUp)),
            ScheduleKind.OneCycle => done < OneCycleRise
                ? 1 - ((1 - OneCycleStart) * Fall(done / OneCycleRise))
                : Fall((done - OneCycleRise) / (1 - OneCycleRise)),
            ScheduleKind.Step => Math.Pow(0.1, Math.Min(2, Math.Floor(3 * done))),
            ScheduleKind.Exponential => Math.Pow(0.01, Math.Floor((double)step / stepsPerEpoch) / epochs),
            ScheduleKind.Plateau => _plateauFactor,
            _ => 1,
        };
    }

    /// <summary>Tells of an epoch's metric; only <see cref="ScheduleKind.Plateau"/> listens.</summary>
    /// <param name="metric">The metric; what is no number counts as no improvement.</param>
    /// <param name="higherIsBetter">Whether more of it is better.</param>
    public void Report(double metric, bool higherIsBetter)
    {
        if (!double.IsNaN(metric) && (_best is not { } best || (higherIsBetter ? metric > best : metric < best)))
        {
            (_best, _sinceBest) = (metric, 0);
        }
        else if (++_sinceBest >= PlateauPatience)
        {
            (_plateauFactor, _sinceBest) = (_plateauFactor * PlateauFactor, 0);
        }
    }

    private static double Fall(double done) => (1 + Math.Cos(Math.PI * Math.Min(1, done))) / 2;
}
