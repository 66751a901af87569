using System.Diagnostics;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Readers;

/// <summary>A Docker daemon with its own state and socket, ended with the test.</summary>
internal sealed class DockerDaemon : IDisposable
{
    private readonly Process _process;
    private readonly string _state;
    private readonly Task<string> _log;

    private DockerDaemon(Process process, string state)
    {
        _process = process;
        _state = state;
        _log = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
    }

    private string Address => $"unix://{_state}/docker.sock";

    /// <summary>Starts the daemon and waits until it answers.</summary>
    public static DockerDaemon Start(Workbench bench)
    {
        string state = bench.At("docker");
        Directory.CreateDirectory(state);
        string[] arguments =
        [
            "--data-root", state + "/data", "--exec-root", state + "/exec", "-H", $"unix://{state}/docker.sock", "--pidfile", state + "/pid",
            "--iptables=false", "--ip6tables=false", "--bridge=none", "--storage-driver", "vfs",
        ];
        DockerDaemon daemon = new(ProcessRunner.Start("dockerd", arguments), state);
        while (daemon.Run("version").ExitCode != 0)
        {
            if (daemon._process.HasExited)
            {
                string log = daemon._log.GetAwaiter().GetResult();
                daemon.Dispose();
                throw new SkipException("dockerd does not run here: " + log.Trim().Split('\n')[^1]);
            }

            Thread.Yield();
        }

        return daemon;
    }

    /// <summary>Runs the client against this daemon.</summary>
    public ProcessResult Run(params string[] arguments) => ProcessRunner.Run(Client(), ["-H", Address, .. arguments]);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            ProcessRunner.Run("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            _process.WaitForExit();
        }

        // A daemon that failed to start leaves a mount on its data directory.
        ProcessRunner.Run("umount", ["-q", "-l", _state + "/data"]);
        _process.Dispose();
    }

    private static string Client() => File.Exists("/usr/bin/docker") ? "/usr/bin/docker" : "docker";
}
