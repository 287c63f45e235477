namespace MlNetCnn.Training.Tests;

/// <summary>The optimizers as their papers define them, one number at a time in double precision.</summary>
internal sealed class ReferenceOptimizer(OptimizerKind kind, double rate, double decay, double momentum)
{
    private double _first;
    private double _second;
    private int _steps;

    public double Step(double weight, double gradient)
    {
        _steps++;
        if (kind != OptimizerKind.AdamW)
        {
            gradient += decay * weight;
        }

        if (kind == OptimizerKind.Sgd)
        {
            _first = (momentum * _first) + gradient;
            return weight - (rate * (gradient + (momentum * _first)));
        }

        _first = (0.9 * _first) + (0.1 * gradient);
        _second = (0.999 * _second) + (0.001 * gradient * gradient);
        var shrunk = kind == OptimizerKind.AdamW ? weight - (rate * decay * weight) : weight;
        return shrunk - (rate * _first / (1 - Math.Pow(0.9, _steps)) / (Math.Sqrt(_second / (1 - Math.Pow(0.999, _steps))) + 1e-8));
    }
}
