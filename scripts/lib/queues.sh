# shellcheck shell=bash
# The centre's quorum queues, each a process of its own inside the node. One whose process has ended takes and gives nothing
# while the node looks well: after a disk that was full, or when its log can't be read.

silent_queues_as() { # ERLANG: a list comprehension over Silent
  cat <<EOF
Serves = fun (Q) -> {Id, _} = amqqueue:get_pid(Q), whereis(Id) =/= undefined end,
Silent = [Q || Q <- rabbit_amqqueue:list(), amqqueue:get_type(Q) =:= rabbit_quorum_queue, not Serves(Q)],
$1.
EOF
}

# silent_queues NODE: a line per queue that no process serves.
silent_queues() {
  silent_queues_as '[io:format("~s~n", [element(4, amqqueue:get_name(Q))]) || Q <- Silent]' | rabbitmq_eval "$1"
}

# start_queues NODE: starts their processes again; a line per queue where it helped.
start_queues() {
  silent_queues_as '[case catch ra:restart_server(quorum_queues, amqqueue:get_pid(Q)) of
    ok -> io:format("~s~n", [element(4, amqqueue:get_name(Q))]); _ -> ok end || Q <- Silent]' | rabbitmq_eval "$1"
}

# queue_folder NODE QUEUE: where it has its log; empty when there is none.
queue_folder() {
  local config
  for config in "$(data_dir "$1")"/rabbit@*/quorum/rabbit@*/*/config; do
    if grep -qF "cluster_name => '%2F_$2'" "$config"; then printf '%s' "${config%/config}"; fi
  done
}

# damaged_queues NODE: those whose log can't be read; fails when the node doesn't say. Each silent one is started by itself, and
# its own error counts. One with a file of unknown bytes takes all others with it: then the node's log names the file.
damaged_queues() {
  local answer file queue
  answer=$(silent_queues_as 'case whereis(ra_log_segment_writer) of
    undefined -> io:format("down~n"), [io:format("~s~n", [element(4, amqqueue:get_name(Q))]) || Q <- Silent];
    _ -> io:format("up~n"), [case catch ra:restart_server(quorum_queues, amqqueue:get_pid(Q)) of
      {error, {already_started, _}} -> ok;
      {error, Reason} when Reason =/= system_not_started -> io:format("~s~n", [element(4, amqqueue:get_name(Q))]);
      _ -> ok end || Q <- Silent] end, io:format("end~n")' | rabbitmq_eval "$1")
  case $answer in
    up*end) sed '1d;$d' <<<"$answer" ;;
    down*end)
      file=$(grep -oE 'failed to open segment file [^ ]+' "$(log_file "$1")" | tail -n 1)
      file=${file##* }
      while read -r queue; do
        if [[ -f $file && $file == */"$(basename "$(queue_folder "$1" "$queue")")"/* ]]; then printf '%s\n' "$queue"; fi
      done < <(sed '1d;$d' <<<"$answer")
      ;;
    *) die "$1 does not say which queues it serves: try again (scripts/logs $1)" ;;
  esac
}

# forget_queue NODE QUEUE: removes the queue from the topology, so that it can be declared anew. Prints ok. Which folder
# belongs to its name is forgotten by hand: a server that never started is not there to be deleted.
forget_queue() {
  rabbitmq_eval "$1" <<EOF
Name = rabbit_misc:r(<<"/">>, queue, <<"$2">>),
{ok, Q} = rabbit_amqqueue:lookup(Name),
{Id, _} = Server = amqqueue:get_pid(Q),
catch ra:force_delete_server(quorum_queues, Server),
#{names := #{directory_rev := Folders}} = ra_system:fetch(quorum_queues),
ok = dets:delete(Folders, Id),
ok = rabbit_amqqueue:internal_delete(Name, <<"scripts">>),
io:put_chars("ok").
EOF
}
