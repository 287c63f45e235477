using System.Globalization;

namespace MlNetCnn.Training;

/// <summary>A learning-rate schedule, as a factor that all groups share.</summary>
internal sealed class LearningRateSchedule
{
    private const double OneCycleRise = 0.3;
    private const double OneCycleStart = 1.0 / 25;
    private const double Drop = 0.1;
    private const double ExponentialEnd = 0.01;
    private const int PlateauPatience = 3;

    private readonly ScheduleKind _kind;
    private readonly int _totalSteps;
    private readonly int _stepsPerEpoch;
    private readonly double _warmUp;
    private double _best = double.NaN;
    private int _epochsSinceBest;
    private int _drops;

    /// <summary>Creates the schedule of a run.</summary>
    /// <param name="kind">The kind of schedule.</param>
    /// <param name="totalSteps">The number of steps of the whole run, at least 1.</param>
    /// <param name="stepsPerEpoch">The number of steps per epoch, at least 1.</param>
    /// <param name="warmUp">The fraction of the run over which <see cref="ScheduleKind.Cosine"/> rises, at least 0 and below 1.</param>
    public LearningRateSchedule(ScheduleKind kind, int totalSteps, int stepsPerEpoch, double warmUp)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(totalSteps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stepsPerEpoch, 1);
        (_kind, _totalSteps, _stepsPerEpoch, _warmUp) = (kind, totalSteps, stepsPerEpoch, warmUp);
    }

    /// <summary>The state that follows from the reported metrics; the other schedules depend only on the step.</summary>
    /// <exception cref="FormatException">The value was not returned by this property.</exception>
    public string State
    {
        get => string.Create(CultureInfo.InvariantCulture, $"{_best:R};{_epochsSinceBest};{_drops}");
        set
        {
            var parts = value.Split(';');
            if (parts.Length != 3)
            {
                throw new FormatException($"'{value}' is not a schedule state.");
            }

            _best = double.Parse(parts[0], CultureInfo.InvariantCulture);
            _epochsSinceBest = int.Parse(parts[1], CultureInfo.InvariantCulture);
            _drops = int.Parse(parts[2], CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Returns the factor of a step.</summary>
    /// <param name="step">The step, from 0 to the number of all steps, which denotes the end.</param>
    /// <returns>0..1.</returns>
    public double FactorAt(int step)
    {
        var progress = Math.Clamp((double)step / _totalSteps, 0, 1);
        return _kind switch
        {
            ScheduleKind.Cosine => Cosine(step),
            ScheduleKind.OneCycle => progress < OneCycleRise
                ? Between(OneCycleStart, 1, progress / OneCycleRise)
                : Between(1, 0, (progress - OneCycleRise) / (1 - OneCycleRise)),
            ScheduleKind.Constant => 1,
            ScheduleKind.Step => Math.Pow(Drop, Math.Min(2, 3L * step / _totalSteps)),
            ScheduleKind.Exponential => Math.Pow(ExponentialEnd, Math.Min(1, (double)(step / _stepsPerEpoch * _stepsPerEpoch) / _totalSteps)),
            ScheduleKind.Plateau => Math.Pow(Drop, _drops),
            _ => throw new ArgumentOutOfRangeException(nameof(step), _kind, null),
        };
    }

    /// <summary>Reports the end of an epoch; only <see cref="ScheduleKind.Plateau"/> uses it.</summary>
    /// <param name="metric">The metric; NaN counts as no improvement.</param>
    /// <param name="higherIsBetter">Whether larger metrics are better.</param>
    public void Report(double metric, bool higherIsBetter)
    {
        if (double.IsNaN(_best) ? !double.IsNaN(metric) : higherIsBetter ? metric > _best : metric < _best)
        {
            (_best, _epochsSinceBest) = (metric, 0);
        }
        else if (++_epochsSinceBest == PlateauPatience)
        {
            (_epochsSinceBest, _drops) = (0, _drops + 1);
        }
    }

    /// <summary>Interpolates between two factors along half a cosine.</summary>
    private static double Between(double from, double to, double progress) => to + ((from - to) * (1 + Math.Cos(Math.PI * progress)) / 2);

    private double Cosine(int step)
    {
        // The first step of the warmup does not have rate 0, which would waste a batch.
        var rise = (int)Math.Round(_warmUp * _totalSteps, MidpointRounding.AwayFromZero);
        return step < rise ? (step + 1.0) / (rise + 1) : Between(1, 0, Math.Min(1, (double)(step - rise) / Math.Max(1, _totalSteps - rise)));
    }
}
